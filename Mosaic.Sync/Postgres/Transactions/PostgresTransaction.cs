using Mosaic.Backends;
using Mosaic.Postgres.Sessions;

namespace Mosaic.Postgres.Transactions;

/// <summary>One attempt of a transaction: reads see committed data plus its own writes.</summary>
internal sealed class PostgresTransaction(PostgresSession session, TransactionParts parts, TransactionScope scope, CollectionHold? hold) : IMosaicTransaction
{
    private readonly List<(string Channel, string Content)> _messages = [];

    public TransactionScope Scope => scope;

    /// <summary>What holds other writers back for it; null: nothing.</summary>
    public CollectionHold? Hold => hold;

    public ITransactionDocuments Documents { get; } = new PostgresTransactionDocuments(session, parts.Documents, scope);

    public ITransactionQueue Queue { get; } = new PostgresTransactionQueue(session, parts.Queue, scope);

    public ITransactionMemory Memory { get; } = new PostgresTransactionMemory(session, parts.Memory, scope);

    /// <summary>To be published with the unit.</summary>
    public IReadOnlyList<(string Channel, string Content)> Messages => _messages;

    public ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken = default)
    {
        ChannelRules.Validate(channel, message);
        cancellationToken.ThrowIfCancellationRequested();
        lock (scope.Gate)
        {
            scope.ThrowIfOver();
            _messages.Add((channel, message));
        }

        return ValueTask.CompletedTask;
    }
}
