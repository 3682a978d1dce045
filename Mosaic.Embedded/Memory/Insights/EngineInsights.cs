using Mosaic.Documents.Rows;
using Mosaic.Memory.Rows;

namespace Mosaic.Memory.Insights;

/// <summary>The insights of a local store, as one user or everyone sees them.</summary>
internal sealed class EngineInsights(MemoryParts parts, UserScope scope) : IInsights
{
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
        return drafts.ConvertAll(static draft => draft.Content.ToInsight(draft.Id));
    }

    public ValueTask<Insight?> GetAsync(string id, CancellationToken cancellationToken = default)
    {
        MemoryName.Require(id);
        parts.Enter(cancellationToken);
        return ValueTask.FromResult(
            parts.Core.Rows.Get(MemoryKeys.Insight(id)) is { } row
            && InsightContent.Decode(new DocumentRow(row).Json) is var content && scope.Sees(content.User)
                ? content.ToInsight(id)
                : null);
    }

    public ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken = default)
    {
        MemoryName.Require(id);
        parts.Enter(cancellationToken);
        return parts.WriteSearchableAsync(context => parts.Insights.Delete(context, id, scope, out _), cancellationToken);
    }
}
