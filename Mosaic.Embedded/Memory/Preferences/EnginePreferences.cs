using System.Runtime.CompilerServices;
using System.Text.Json;
using Mosaic.Backends;
using Mosaic.Documents.Rows;
using Mosaic.Memory.Rows;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Preferences;

/// <summary>The preferences of a local store, as one user or everyone sees them.</summary>
internal sealed class EnginePreferences(MemoryParts parts, UserScope scope) : IPreferences
{
    private const int PageRows = 256;
    private const int PageBytes = 512 * 1024;

    public ValueTask<Preference<T>?> GetAsync<T>(string userId, string key, CancellationToken cancellationToken = default)
    {
        MemoryName.RequireUser(userId);
        MemoryName.Require(key);
        parts.Enter(cancellationToken);
        return ValueTask.FromResult(
            scope.Sees(userId) && parts.Core.Rows.Get(MemoryKeys.Preference(userId, key)) is { } row ? Read<T>(row, key, parts.Drafts) : null);
    }

    public async ValueTask<T> GetOrDefaultAsync<T>(string userId, string key, T fallback, CancellationToken cancellationToken = default) =>
        await GetAsync<T>(userId, key, cancellationToken).ConfigureAwait(false) is { } found ? found.Value : fallback;

    public async ValueTask SetAsync<T>(string userId, string key, T value, string? category = null, CancellationToken cancellationToken = default)
    {
        parts.Enter(cancellationToken);
        var json = parts.Drafts.Preference(userId, key, value, category);
        scope.RequireSees(userId, "set");
        await parts.WriteAsync(
            context =>
            {
                PreferenceWriter.Set(context, userId, key, json);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<bool> DeleteAsync(string userId, string key, CancellationToken cancellationToken = default)
    {
        MemoryName.RequireUser(userId);
        MemoryName.Require(key);
        parts.Enter(cancellationToken);
        return scope.Sees(userId)
            ? parts.WriteAsync(context => PreferenceWriter.Delete(context, userId, key), cancellationToken)
            : ValueTask.FromResult(false);
    }

    public async IAsyncEnumerable<Preference<JsonElement>> ListAsync(
        string userId, string? category = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        MemoryName.RequireUser(userId);
        MemoryName.RequireOptional(category);
        parts.Enter(cancellationToken);
        await Task.CompletedTask.ConfigureAwait(false);
        var from = scope.Sees(userId) ? MemoryKeys.Preferences(userId) : null;
        var to = from is null ? [] : Keys.After(from);
        while (from is not null)
        {
            var page = parts.Core.Rows.Scan(from, to, PageRows, PageBytes);
            foreach (var (key, value) in page.Rows)
            {
                parts.Enter(cancellationToken);
                var row = new DocumentRow(value);
                var preference = MemoryDrafts.ReadPreference(row.Json, MemoryKeys.PreferenceKey(key.Span), row.ModifiedAt);
                if (category is null || preference.Category == category)
                {
                    yield return preference;
                }
            }

            from = page.Next;
        }
    }

    public static Preference<T> Read<T>(byte[] bytes, string key, MemoryDrafts drafts) =>
        drafts.ReadPreference<T>(new DocumentRow(bytes).Json, key, new DocumentRow(bytes).ModifiedAt);
}
