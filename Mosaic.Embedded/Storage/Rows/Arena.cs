using System.Runtime.InteropServices;

namespace Mosaic.Storage.Rows;

/// <summary>
/// Memory in chunks that only grows: what is put into it costs the garbage collector nothing but the chunk. An address counts
/// units of eight bytes within a chunk, and the chunk above them; none is zero. One writer at a time; readers need no lock
/// for what they reach by an address that was published after it was written.
/// </summary>
internal sealed class Arena
{
    private const int Unit = sizeof(long);
    private const int UnitBits = 13;
    private const int FirstChunkBytes = 16 * 1024;

    // An array of 85,000 bytes is a large object, which only the rare collections of the whole heap free: a table that was applied
    // would outlive several others. And a row that a reader holds on to holds its chunk.
    private const int ChunkBytesMax = Unit << UnitBits;
    private const int SharedBytesMax = ChunkBytesMax / 4; // what is larger has a chunk of its own, so that little of a chunk stays empty
    private const int ChunksMax = 1 << (31 - UnitBits);

    private byte[][] _chunks = [GC.AllocateUninitializedArray<byte>(FirstChunkBytes)];
    private int _count = 1;
    private int _current;
    private int _used = Unit; // address zero is none

    /// <summary>Bytes of all chunks.</summary>
    public long Bytes { get; private set; } = FirstChunkBytes;

    /// <summary>The address of <paramref name="size"/> bytes, whatever stood there; many get a chunk of their own.</summary>
    public int Take(int size)
    {
        size = Math.Max(size, 1); // nothing has an address, too, and one within its chunk
        if (size > SharedBytesMax)
        {
            return AddChunk(size) << UnitBits;
        }

        if (size > _chunks[_current].Length - _used)
        {
            _current = AddChunk(Math.Min(ChunkBytesMax, _chunks[_current].Length * 2));
            _used = 0;
        }

        var address = (_current << UnitBits) | (_used / Unit);
        _used += (size + Unit - 1) & -Unit;
        return address;
    }

    /// <summary>A copy of <paramref name="bytes"/>.</summary>
    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        var address = Take(bytes.Length);
        bytes.CopyTo(At(address));
        return Memory(address, 0, bytes.Length);
    }

    /// <summary>The bytes from an address to the end of its chunk.</summary>
    public Span<byte> At(int address) => Chunk(address).AsSpan(Offset(address));

    public Span<byte> At(int address, int offset, int length) => Chunk(address).AsSpan(Offset(address) + offset, length);

    public ReadOnlyMemory<byte> Memory(int address, int offset, int length) => Chunk(address).AsMemory(Offset(address) + offset, length);

    /// <summary>A number in the memory; <paramref name="offset"/> is a multiple of four.</summary>
    public ref int Number(int address, int offset) =>
        ref MemoryMarshal.AsRef<int>(Chunk(address).AsSpan(Offset(address) + offset, sizeof(int)));

    private static int Offset(int address) => (address & ((1 << UnitBits) - 1)) * Unit;

    private byte[] Chunk(int address) => Volatile.Read(ref _chunks)[address >>> UnitBits];

    private int AddChunk(int size)
    {
        if (_count == ChunksMax)
        {
            throw new InvalidOperationException("A table in memory is full."); // 8 GiB at least: units are bounded far below
        }

        var chunks = _chunks;
        if (_count == chunks.Length)
        {
            Array.Resize(ref chunks, _count * 2);
        }

        chunks[_count] = GC.AllocateUninitializedArray<byte>(size);
        Volatile.Write(ref _chunks, chunks);
        Bytes += size;
        return _count++;
    }
}
