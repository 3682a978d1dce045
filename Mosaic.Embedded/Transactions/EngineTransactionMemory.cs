using Mosaic.Backends;
using Mosaic.Documents.Rows;
using Mosaic.Memory;
using Mosaic.Memory.Rows;
using Mosaic.Storage.Rows;

namespace Mosaic.Transactions;

/// <summary>The memory of a transaction over a local store.</summary>
internal sealed class EngineTransactionMemory(MemoryParts parts, TransactionScope scope) : TransactionMemory(parts.Drafts, scope.Gate)
{
    protected override void ThrowIfOver()
    {
        scope.ThrowIfOver();
        parts.Enter(CancellationToken.None);
    }

    protected override DateTimeOffset Now() => parts.Core.Clock.Now();

    protected override InsightDraft Draft(NewInsight insight) => InsightDraft.Create(insight, parts.Serializer, Now());

    protected override TurnDraft Draft(SessionTurn turn) => TurnDraft.Create(turn, parts.Serializer, Now());

    protected override ValueTask<(ReadOnlyMemory<byte> Json, DateTimeOffset At)?> ReadPreferenceAsync(string user, string key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read(MemoryKeys.Preference(user, key)) is { } row ? (new DocumentRow(row).Json, new DocumentRow(row).ModifiedAt) : default((ReadOnlyMemory<byte>, DateTimeOffset)?));

    protected override ValueTask<InsightContent?> ReadInsightAsync(string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            Read(MemoryKeys.Insight(id)) is { } row && InsightContent.Decode(new DocumentRow(row).Json) is var insight && !insight.IsExpired(Now()) ? insight : null);

    protected override ValueTask<string?> ReadOwnerAsync(string session, CancellationToken cancellationToken) =>
        ValueTask.FromResult(parts.Core.Rows.Get(MemoryKeys.Session(session)) is { } row ? SessionRow.Decode(row).User : null);

    protected override ValueTask<bool> IsTurnAsync(string id, CancellationToken cancellationToken) => ValueTask.FromResult(Read(MemoryKeys.TurnId(id)) is not null);

    protected override void SetPreference(string user, string key, byte[] json) => scope.Add(context => PreferenceWriter.Set(context, user, key, json));

    protected override void StoreInsight(InsightDraft draft) => AddSearchable(context => parts.Insights.Store(context, draft));

    protected override void DeleteInsight(string id) => AddSearchable(context => parts.Insights.Delete(context, id, UserScope.Everyone, out _));

    protected override void AppendTurn(TurnDraft draft) => AddSearchable(context => parts.Sessions.Append(context, [draft]));

    private byte[]? Read(byte[] key)
    {
        lock (scope.Gate)
        {
            return scope.Reads.ReadRow(key);
        }
    }

    private void AddSearchable(Action<Storage.Commit.UnitContext> write)
    {
        scope.WritesMemory = true;
        scope.Add(write);
    }
}
