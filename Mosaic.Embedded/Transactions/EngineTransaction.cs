using Mosaic.Documents;
using Mosaic.Memory;

namespace Mosaic.Transactions;

/// <summary>One attempt of a transaction: reads see committed data plus its own writes.</summary>
internal sealed class EngineTransaction(EngineDocuments documents, MemoryParts memory, TransactionScope scope) : IMosaicTransaction
{
    public TransactionScope Scope => scope;

    public ITransactionDocuments Documents { get; } = new TransactionDocuments(documents, scope);

    public ITransactionQueue Queue => throw new NotSupportedException("This version has no job queue.");

    public ITransactionMemory Memory { get; } = new TransactionMemory(memory, scope);

    public ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("This version has no channels.");
}
