using System.Runtime.CompilerServices;
using Mosaic.Backends;
using Mosaic.Documents.Rows;
using Mosaic.Memory.Rows;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Insights;

/// <summary>The insights of a local store, as one user or everyone sees them.</summary>
internal sealed class EngineInsights(MemoryParts parts, UserScope scope) : IInsights
{
    private const int PageRows = 256;

    public async ValueTask<Insight> StoreAsync(NewInsight insight, CancellationToken cancellationToken = default) =>
        (await StoreManyAsync([insight], cancellationToken).ConfigureAwait(false))[0];

    public async ValueTask<IReadOnlyList<Insight>> StoreManyAsync(IEnumerable<NewInsight> insights, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(insights);
        parts.Enter(cancellationToken);
        var drafts = new List<InsightDraft>();
        foreach (var insight in insights)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var draft = InsightDraft.Create(insight, parts.Serializer, parts.Core.Clock.Now());
            scope.RequireSees(draft.Content.User, "store");
            drafts.Add(draft);
        }

        await parts.WriteSearchableAsync(
            context =>
            {
                foreach (var draft in drafts)
                {
                    parts.Insights.Store(context, draft);
                }

                return drafts.Count;
            },
            cancellationToken).ConfigureAwait(false);
        var supersededBy = drafts.Where(static draft => draft.Content.Supersedes is not null)
            .ToDictionary(static draft => draft.Content.Supersedes!, static draft => draft.Id, StringComparer.Ordinal);
        return drafts.ConvertAll(draft => draft.Content.ToInsight(draft.Id) with { SupersededBy = supersededBy.GetValueOrDefault(draft.Id) });
    }

    public ValueTask<Insight?> GetAsync(string id, CancellationToken cancellationToken = default)
    {
        MemoryName.Require(id);
        parts.RequireUserOf(scope, "read insight");
        parts.Enter(cancellationToken);
        return ValueTask.FromResult(
            parts.Core.Rows.Get(MemoryKeys.Insight(id)) is { } row
            && InsightContent.Decode(new DocumentRow(row).Json) is var content && scope.Sees(content.User) && !content.IsExpired(parts.Core.Clock.Now())
                ? content.ToInsight(id)
                : null);
    }

    public async IAsyncEnumerable<Insight> ListAsync(
        string userId, bool superseded = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        MemoryName.RequireUser(userId);
        parts.Enter(cancellationToken);
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var page in scope.Sees(userId) ? Pages(userId) : [])
        {
            foreach (var id in page)
            {
                parts.Enter(cancellationToken);
                if (parts.Core.Rows.Get(MemoryKeys.Insight(id)) is { } row && InsightContent.Decode(new DocumentRow(row).Json) is var content
                    && content.User == userId && !content.IsExpired(parts.Core.Clock.Now()) && (superseded || content.SupersededBy is null))
                {
                    yield return content.ToInsight(id);
                }
            }
        }
    }

    public ValueTask<bool> SetRelevanceAsync(string id, double relevance, CancellationToken cancellationToken = default)
    {
        MemoryName.Require(id);
        InsightDraft.RequirePart(relevance, nameof(relevance));
        parts.RequireUserOf(scope, "set relevance");
        parts.Enter(cancellationToken);
        return parts.WriteSearchableAsync(
            context => parts.Insights.Change(context, id, scope, content => content with { Relevance = relevance }), cancellationToken);
    }

    public async ValueTask<long> DecayAsync(string userId, TimeSpan halfLife, double floor = 0, CancellationToken cancellationToken = default)
    {
        MemoryName.RequireUser(userId);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(halfLife, TimeSpan.Zero);
        InsightDraft.RequirePart(floor, nameof(floor));
        parts.Enter(cancellationToken);
        scope.RequireSees(userId, "decay");
        var decay = new InsightDecay(parts.Core.Clock.Now(), halfLife, floor);
        var faded = 0L;
        foreach (var page in Pages(userId))
        {
            faded += await parts.WriteSearchableAsync(
                context => page.Count(id =>
                {
                    var fades = false;
                    parts.Insights.Change(context, id, new UserScope(userId), content => decay.Apply(content, out fades));
                    return fades;
                }),
                cancellationToken).ConfigureAwait(false);
        }

        return faded;
    }

    public ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken = default)
    {
        MemoryName.Require(id);
        parts.RequireUserOf(scope, "delete insight");
        parts.Enter(cancellationToken);
        return parts.WriteSearchableAsync(context => parts.Insights.Delete(context, id, scope, out _), cancellationToken);
    }

    /// <summary>The ids of a user's insights, page by page.</summary>
    private IEnumerable<List<string>> Pages(string user)
    {
        byte[]? from = MemoryKeys.UserInsights(user);
        var to = Keys.After(from);
        while (from is not null)
        {
            var page = parts.Core.Rows.Scan(from, to, PageRows, int.MaxValue);
            yield return page.Rows.ConvertAll(static row => MemoryKeys.EntryId(row.Key.Span));
            from = page.Next;
        }
    }
}
