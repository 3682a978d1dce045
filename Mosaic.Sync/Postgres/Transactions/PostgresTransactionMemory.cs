using Mosaic.Backends;
using Mosaic.Postgres.Memory;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Transactions;

/// <summary>The memory of a transaction over a store on a server.</summary>
internal sealed class PostgresTransactionMemory(PostgresSession session, MemoryContext memory, TransactionScope scope) : TransactionMemory(memory.Drafts, scope.Gate)
{
    protected override void ThrowIfOver() => scope.ThrowIfOver();

    protected override DateTimeOffset Now() => memory.Now;

    protected override async ValueTask<(ReadOnlyMemory<byte> Json, DateTimeOffset At)?> ReadPreferenceAsync(string user, string key, CancellationToken cancellationToken) =>
        await scope.Reads.ReadAsync(
            (connection, token) => MemoryReads.PreferenceAsync(connection, session.Sql, user, key, token),
            static (left, right) => left?.Version == right?.Version && left?.ModifiedAt == right?.ModifiedAt && left?.Raw.AsSpan().SequenceEqual(right!.Raw) != false,
            cancellationToken).ConfigureAwait(false) is { } row ? (row.Raw, row.ModifiedAt) : null;

    protected override async ValueTask<InsightContent?> ReadInsightAsync(string id, CancellationToken cancellationToken) =>
        (await scope.Reads.ReadAsync(
            (connection, token) => MemoryReads.InsightAsync(connection, session.Sql, id, token),
            static (left, right) => left?.Version == right?.Version && left?.Content.Created == right?.Content.Created && left?.Content.SupersededBy == right?.Content.SupersededBy
                && left?.Content.Relevance == right?.Content.Relevance && left?.Content.Content == right?.Content.Content,
            cancellationToken).ConfigureAwait(false))?.Content;

    protected override ValueTask<string?> ReadOwnerAsync(string sessionId, CancellationToken cancellationToken) => session.Reads.RunAsync(
        "transact", (connection, token) => MemoryReads.SessionOwnerAsync(connection, session.Sql, sessionId, token), cancellationToken);

    protected override ValueTask<bool> IsTurnAsync(string id, CancellationToken cancellationToken) => scope.Reads.ReadAsync(
        async (connection, token) => await MemoryReads.TurnAsync(connection, session.Sql, id, token).ConfigureAwait(false) is not null,
        static (left, right) => left == right,
        cancellationToken);

    protected override void SetPreference(string user, string key, byte[] json) => Add(() => memory.Statements.SetPreference(user, key, json));

    protected override void StoreInsight(InsightDraft draft) => Add(() => memory.Statements.StoreInsights(null, [draft]));

    protected override void DeleteInsight(string id) => Add(() => memory.Statements.DeleteInsight(null, id, UserScope.Everyone));

    protected override void AppendTurn(TurnDraft draft) => Add(() => memory.Statements.AppendTurns([draft]));

    private void Add(Func<NpgsqlBatchCommand> statement) => scope.Add(async commit =>
    {
        var batch = commit.Connection.CreateBatch();
        await using var _ = batch.ConfigureAwait(false);
        batch.BatchCommands.Add(statement());
        try
        {
            await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        catch (PostgresException error) when (MemoryRefusals.Of(error) is { } said)
        {
            throw said;
        }
    });
}
