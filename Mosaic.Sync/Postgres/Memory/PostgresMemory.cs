using Mosaic.Backends;

namespace Mosaic.Postgres.Memory;

/// <summary>The memory of a store on Postgres, as one user or everyone sees it.</summary>
internal sealed class PostgresMemory(MemoryContext context, UserScope scope) : IMemoryStore
{
    private static readonly string[] NotReached =
    [
        "Backups and copies of the database that were made before, its write-ahead log and its standbys, until they are written over.",
        "Pages of the tables, until the server vacuums them.",
        "Models trained on the user's texts that other processes have in memory, until others take their place.",
        "Ids in the change record, until they are trimmed (PostgresOptions.ChangeRecordAgeMax and ChangeRecordRowsMax).",
        "Documents and jobs, which have no user.",
    ];

    public string Name => "postgres";

    public IPreferences Preferences { get; } = new PostgresPreferences(context, scope);

    public IInsights Insights { get; } = new PostgresInsights(context, scope);

    public ISessions Sessions { get; } = new PostgresSessions(context, scope);

    public async ValueTask<IReadOnlyList<SearchHit>> SearchAsync(
        string query, int limit = 10, SearchFilter? filter = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MemoryLimits.MaxHits);
        context.Enter(cancellationToken);
        return SearchLimits.Of(filter ?? new SearchFilter(), scope, context.Session.Options.RequireUser) is { } limits
            && MemoryQuery.Parse(query, limits, context.Now) is { } asked
            ? await context.Search.RunAsync(asked, limit, cancellationToken).ConfigureAwait(false)
            : [];
    }

    public IMemoryStore ForUser(string userId)
    {
        MemoryName.RequireUser(userId);
        scope.RequireSees(userId, "bind");
        return scope.User is null ? new PostgresMemory(context, new UserScope(userId)) : this;
    }

    public async ValueTask<ForgetReport> ForgetUserAsync(string userId, CancellationToken cancellationToken = default)
    {
        MemoryName.RequireUser(userId);
        context.Enter(cancellationToken);
        scope.RequireSees(userId, "forget");
        var gone = await context.WriteAsync("forget", 4, unit => context.Statements.Forget(unit, userId), cancellationToken).ConfigureAwait(false);
        context.Vectors?.Drop();
        return new ForgetReport(gone[0], gone[1], gone[2], gone[3], NotReached);
    }
}
