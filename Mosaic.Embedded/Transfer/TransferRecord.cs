namespace Mosaic.Backends;

/// <summary>A row as the store keeps it, or what became of some. Of several about one row the last counts.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Kind">Which kind of row.</param>
/// <param name="Key">The row's key, the kind's byte included.</param>
/// <param name="Value">The row's exact bytes; empty for a deletion.</param>
public readonly record struct TransferRecord(TransferOperation Operation, TransferKind Kind, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)
{
    internal static TransferRecord Put(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) =>
        new(TransferOperation.Put, (TransferKind)key.Span[0], key, value);

    internal static TransferRecord Delete(ReadOnlyMemory<byte> key) =>
        new(TransferOperation.Delete, (TransferKind)key.Span[0], key, default);

    internal static TransferRecord Of(ReadOnlyMemory<byte> key, byte[]? value) => value is null ? Delete(key) : Put(key, value);
}
