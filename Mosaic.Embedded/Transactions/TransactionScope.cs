using Mosaic.Storage.Commit;

namespace Mosaic.Transactions;

/// <summary>
/// What the parts of one attempt of a transaction share: one gate, what was read, and the writes, which wait here in the order
/// of their calls until the commit. Over when the callback returns.
/// </summary>
internal sealed class TransactionScope(ReadSet reads)
{
    private readonly List<Action<UnitContext>> _writes = [];
    private readonly HashSet<string> _collections = new(StringComparer.Ordinal);
    private bool _over;

    public Lock Gate { get; } = new();

    public ReadSet Reads => reads;

    /// <summary>Runs on the write loop, in order, inside the transaction's unit.</summary>
    public IReadOnlyList<Action<UnitContext>> Writes => _writes;

    /// <summary>The collections that it writes to.</summary>
    public IReadOnlyCollection<string> WrittenCollections => _collections;

    /// <summary>It writes what search finds.</summary>
    public bool WritesMemory { get; set; }

    public void Add(Action<UnitContext> write) => _writes.Add(write);

    public void WritesTo(string collection) => _collections.Add(collection);

    /// <summary>The callback has returned: what it still holds of this is of no use.</summary>
    public void End()
    {
        lock (Gate)
        {
            _over = true;
        }
    }

    /// <summary>Under the gate.</summary>
    public void ThrowIfOver()
    {
        if (_over)
        {
            throw new InvalidOperationException("This transaction is over: its callback has returned.");
        }
    }
}
