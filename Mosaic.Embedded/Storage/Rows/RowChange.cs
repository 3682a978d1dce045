namespace Mosaic.Storage.Rows;

/// <summary>A row as it is to be; a null value deletes it.</summary>
internal readonly record struct RowChange(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Value)
{
    // A null array would become an empty memory: a deleted row an empty one.
    public RowChange(byte[] key, byte[]? value)
        : this(key.AsMemory(), value is null ? default(ReadOnlyMemory<byte>?) : value.AsMemory())
    {
    }
}
