using Mosaic.Backends;
using Mosaic.Channels;
using Mosaic.Documents;
using Mosaic.Memory;
using Mosaic.Queue;

namespace Mosaic.Transactions;

/// <summary>One attempt of a transaction: reads see committed data plus its own writes.</summary>
internal sealed class EngineTransaction(EngineDocuments documents, EngineQueue queue, MemoryParts memory, TransactionScope scope) : IMosaicTransaction
{
    private readonly List<PendingMessage> _messages = [];

    public TransactionScope Scope => scope;

    public ITransactionDocuments Documents { get; } = new EngineTransactionDocuments(documents, scope);

    public ITransactionQueue Queue { get; } = new EngineTransactionQueue(queue, scope);

    public ITransactionMemory Memory { get; } = new EngineTransactionMemory(memory, scope);

    /// <summary>To be kept with the unit, or delivered once it is committed.</summary>
    public IReadOnlyList<PendingMessage> Messages => _messages;

    public ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken = default)
    {
        ChannelRules.Validate(channel, message);
        cancellationToken.ThrowIfCancellationRequested();
        lock (scope.Gate)
        {
            scope.ThrowIfOver();
            _messages.Add(new PendingMessage(channel, message));
        }

        return ValueTask.CompletedTask;
    }
}
