using System.Runtime.CompilerServices;
using System.Text.Json;
using Mosaic.Backends;
using Npgsql;

namespace Mosaic.Postgres.Memory;

/// <summary>The preferences of a store on Postgres, as one user or everyone sees them.</summary>
internal sealed class PostgresPreferences(MemoryContext context, UserScope scope) : IPreferences
{
    private const int PageRows = 256;

    public async ValueTask<Preference<T>?> GetAsync<T>(string userId, string key, CancellationToken cancellationToken = default)
    {
        MemoryName.RequireUser(userId);
        MemoryName.Require(key);
        context.Enter(cancellationToken);
        return scope.Sees(userId)
            && await context.Session.Reads.RunAsync(
                "read preference", (connection, token) => MemoryReads.PreferenceAsync(connection, context.Session.Sql, userId, key, token), cancellationToken)
                .ConfigureAwait(false) is { } row
            ? context.Drafts.ReadPreference<T>(row.Raw, key, row.ModifiedAt)
            : null;
    }

    public async ValueTask<T> GetOrDefaultAsync<T>(string userId, string key, T fallback, CancellationToken cancellationToken = default) =>
        await GetAsync<T>(userId, key, cancellationToken).ConfigureAwait(false) is { } found ? found.Value : fallback;

    public async ValueTask SetAsync<T>(string userId, string key, T value, string? category = null, CancellationToken cancellationToken = default)
    {
        context.Enter(cancellationToken);
        var raw = context.Drafts.Preference(userId, key, value, category);
        scope.RequireSees(userId, "set");
        await context.WriteAsync("set preference", () => context.Statements.SetPreference(userId, key, raw), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<bool> DeleteAsync(string userId, string key, CancellationToken cancellationToken = default)
    {
        MemoryName.RequireUser(userId);
        MemoryName.Require(key);
        context.Enter(cancellationToken);
        return scope.Sees(userId)
            ? context.WriteAsync("delete preference", unit => context.Statements.DeletePreference(unit, userId, key), cancellationToken)
            : ValueTask.FromResult(false);
    }

    public async IAsyncEnumerable<Preference<JsonElement>> ListAsync(
        string userId, string? category = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        MemoryName.RequireUser(userId);
        MemoryName.RequireOptional(category);
        context.Enter(cancellationToken);
        for (var from = scope.Sees(userId) ? "" : null; from is not null;)
        {
            var after = from;
            var page = await context.ReadAsync(
                "list preferences",
                () => new NpgsqlCommand(context.Session.Sql["memory_list_preferences"])
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = userId }, new NpgsqlParameter<string> { TypedValue = after }, new NpgsqlParameter<int> { TypedValue = PageRows } },
                },
                static row => (Key: row.GetString(0), Raw: row.GetFieldValue<byte[]>(1), ModifiedAt: row.GetFieldValue<DateTimeOffset>(2)),
                cancellationToken).ConfigureAwait(false);
            foreach (var (key, raw, modifiedAt) in page)
            {
                context.Enter(cancellationToken);
                var preference = MemoryDrafts.ReadPreference(raw, key, modifiedAt);
                if (category is null || preference.Category == category)
                {
                    yield return preference;
                }
            }

            from = page.Count == PageRows ? page[^1].Key : null;
        }
    }
}
