using System.Runtime.InteropServices;

namespace Mosaic.Storage.Rows;

/// <summary>
/// A row of a <see cref="MemTable"/>: the newest state (4), how many levels it is on (2), the key's length (2), the next row on
/// each level (4 each), the key.
/// </summary>
internal readonly struct MemNode(Arena arena, int address)
{
    private const int HeightAt = 4;
    private const int KeyLengthAt = 6;
    private const int NextAt = 8;

    public int Address => address;

    /// <summary>There is no such row.</summary>
    public bool IsNone => address == 0;

    public ReadOnlySpan<byte> Key
    {
        get
        {
            var node = arena.At(address);
            return node.Slice(KeyAt(node), KeyLength(node));
        }
    }

    public ReadOnlyMemory<byte> KeyMemory
    {
        get
        {
            var node = arena.At(address);
            return arena.Memory(address, KeyAt(node), KeyLength(node));
        }
    }

    public RowVersion Newest
    {
        get => new(arena, Volatile.Read(ref arena.Number(address, 0)));
        set => Volatile.Write(ref arena.Number(address, 0), value.Address);
    }

    public MemNode Next(int level) => new(arena, Volatile.Read(ref arena.Number(address, NextAt + (level * sizeof(int)))));

    public void Link(int level, MemNode next) => Volatile.Write(ref arena.Number(address, NextAt + (level * sizeof(int))), next.Address);

    /// <summary>A row that is not linked yet, without a next one on any level.</summary>
    public static MemNode Write(Arena arena, ReadOnlySpan<byte> key, int height, RowVersion newest)
    {
        var address = arena.Take(NextAt + (height * sizeof(int)) + key.Length);
        var node = arena.At(address);
        MemoryMarshal.Write(node, newest.Address);
        MemoryMarshal.Write(node[HeightAt..], (ushort)height);
        MemoryMarshal.Write(node[KeyLengthAt..], checked((ushort)key.Length));
        node.Slice(NextAt, height * sizeof(int)).Clear();
        key.CopyTo(node[(NextAt + (height * sizeof(int)))..]);
        return new MemNode(arena, address);
    }

    private static int KeyAt(ReadOnlySpan<byte> node) => NextAt + (MemoryMarshal.Read<ushort>(node[HeightAt..]) * sizeof(int));

    private static int KeyLength(ReadOnlySpan<byte> node) => MemoryMarshal.Read<ushort>(node[KeyLengthAt..]);
}
