using System.Runtime.InteropServices;

namespace Mosaic.Storage.Rows;

/// <summary>
/// One state of a row in a <see cref="MemTable"/>: the unit that wrote it (8), the state before it (4), the value's length
/// (4; -1: deleted), the value.
/// </summary>
internal readonly struct RowVersion(Arena arena, int address)
{
    private const int PreviousAt = 8;
    private const int LengthAt = 12;
    private const int ValueAt = 16;

    public int Address => address;

    /// <summary>The table knows no state of the row.</summary>
    public bool IsNone => address == 0;

    public long Sequence => MemoryMarshal.Read<long>(arena.At(address));

    /// <summary>Null: deleted.</summary>
    public ReadOnlyMemory<byte>? Value
    {
        get
        {
            var length = arena.Number(address, LengthAt);
            return length < 0 ? default(ReadOnlyMemory<byte>?) : arena.Memory(address, ValueAt, length);
        }
    }

    /// <summary>The state as of <paramref name="sequence"/>; none when the row is not in this table then.</summary>
    public RowVersion AsOf(long sequence)
    {
        var version = this;
        while (!version.IsNone && version.Sequence > sequence)
        {
            version = new RowVersion(arena, arena.Number(version.Address, PreviousAt));
        }

        return version;
    }

    public static RowVersion Write(Arena arena, long sequence, ReadOnlyMemory<byte>? value, RowVersion previous)
    {
        var address = arena.Take(ValueAt + (value?.Length ?? 0));
        var bytes = arena.At(address);
        MemoryMarshal.Write(bytes, sequence);
        MemoryMarshal.Write(bytes[PreviousAt..], previous.Address);
        MemoryMarshal.Write(bytes[LengthAt..], value?.Length ?? -1);
        if (value is { } present)
        {
            present.Span.CopyTo(bytes[ValueAt..]);
        }

        return new RowVersion(arena, address);
    }
}
