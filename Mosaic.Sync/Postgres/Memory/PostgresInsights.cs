using System.Runtime.CompilerServices;
using Mosaic.Backends;
using Npgsql;

namespace Mosaic.Postgres.Memory;

/// <summary>The insights of a store on Postgres, as one user or everyone sees them.</summary>
internal sealed class PostgresInsights(MemoryContext context, UserScope scope) : IInsights
{
    private const int PageRows = 256;

    public async ValueTask<Insight> StoreAsync(NewInsight insight, CancellationToken cancellationToken = default) =>
        (await StoreManyAsync([insight], cancellationToken).ConfigureAwait(false))[0];

    public async ValueTask<IReadOnlyList<Insight>> StoreManyAsync(IEnumerable<NewInsight> insights, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(insights);
        context.Enter(cancellationToken);
        var drafts = new List<InsightDraft>();
        foreach (var insight in insights)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var draft = context.Drafts.Insight(insight, context.Now);
            scope.RequireSees(draft.Content.User, "store");
            drafts.Add(draft);
        }

        if (drafts.Count == 0)
        {
            return [];
        }

        var now = await context.WriteAsync("store insights", 1, unit => context.Statements.StoreInsights(unit, drafts), cancellationToken).ConfigureAwait(false);
        context.Vectors?.Wake();
        var supersededBy = drafts.Where(static draft => draft.Content.Supersedes is not null)
            .ToDictionary(static draft => draft.Content.Supersedes!, static draft => draft.Id, StringComparer.Ordinal);
        foreach (var draft in drafts.Where(static draft => draft.Content.Created == default))
        {
            draft.Content.Created = new DateTimeOffset(now[0], TimeSpan.Zero);
        }

        return drafts.ConvertAll(draft => draft.Content.ToInsight(draft.Id) with { SupersededBy = supersededBy.GetValueOrDefault(draft.Id) });
    }

    public async ValueTask<Insight?> GetAsync(string id, CancellationToken cancellationToken = default)
    {
        MemoryName.Require(id);
        context.RequireUser(scope, "read insight");
        context.Enter(cancellationToken);
        return await context.Session.Reads.RunAsync(
            "read insight", (connection, token) => MemoryReads.InsightAsync(connection, context.Session.Sql, id, token), cancellationToken).ConfigureAwait(false)
            is { } row && scope.Sees(row.Content.User)
            ? row.Content.ToInsight(id)
            : null;
    }

    public async IAsyncEnumerable<Insight> ListAsync(
        string userId, bool superseded = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        MemoryName.RequireUser(userId);
        context.Enter(cancellationToken);
        for (var from = scope.Sees(userId) ? "" : null; from is not null;)
        {
            var after = from;
            var page = await context.ReadAsync(
                "list insights",
                () => new NpgsqlCommand(context.Session.Sql["memory_list_insights"])
                {
                    Parameters =
                    {
                        new NpgsqlParameter<string> { TypedValue = userId },
                        new NpgsqlParameter<string> { TypedValue = after },
                        new NpgsqlParameter<bool> { TypedValue = superseded },
                        new NpgsqlParameter<int> { TypedValue = PageRows },
                    },
                },
                static row => (Id: row.GetString(0), Content: MemoryReads.ReadInsight(row)),
                cancellationToken).ConfigureAwait(false);
            foreach (var (id, content) in page)
            {
                context.Enter(cancellationToken);
                yield return content.ToInsight(id);
            }

            from = page.Count == PageRows ? page[^1].Id : null;
        }
    }

    public ValueTask<bool> SetRelevanceAsync(string id, double relevance, CancellationToken cancellationToken = default)
    {
        MemoryName.Require(id);
        InsightDraft.RequirePart(relevance, nameof(relevance));
        context.RequireUser(scope, "set relevance");
        context.Enter(cancellationToken);
        return context.WriteAsync("set relevance", unit => context.Statements.SetRelevance(unit, id, scope, relevance), cancellationToken);
    }

    public async ValueTask<long> DecayAsync(string userId, TimeSpan halfLife, double floor = 0, CancellationToken cancellationToken = default)
    {
        MemoryName.RequireUser(userId);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(halfLife, TimeSpan.Zero);
        InsightDraft.RequirePart(floor, nameof(floor));
        context.Enter(cancellationToken);
        scope.RequireSees(userId, "decay");
        var faded = await context.WriteAsync("decay", 1, unit => context.Statements.Decay(unit, userId, halfLife, floor), cancellationToken).ConfigureAwait(false);
        return faded[0];
    }

    public ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken = default)
    {
        MemoryName.Require(id);
        context.RequireUser(scope, "delete insight");
        context.Enter(cancellationToken);
        return context.WriteAsync("delete insight", unit => context.Statements.DeleteInsight(unit, id, scope), cancellationToken);
    }
}
