namespace Mosaic.Storage.Files;

/// <summary>A file that lives in memory, in chunks, so that it grows without copying.</summary>
internal sealed class MemoryFile : IStorageFile
{
    private const int ChunkSize = 1 << 16;
    private readonly List<byte[]> _chunks = [];
    private readonly Lock _gate = new();
    private long _length;

    public long Length => Interlocked.Read(ref _length);

    public void Read(long position, Span<byte> destination)
    {
        lock (_gate)
        {
            if (position + destination.Length > _length)
            {
                throw new EndOfStreamException($"The file ends at byte {_length}.");
            }

            while (destination.Length > 0)
            {
                var piece = Piece(position, destination.Length);
                piece.CopyTo(destination);
                destination = destination[piece.Length..];
                position += piece.Length;
            }
        }
    }

    public void Write(long position, ReadOnlySpan<byte> source)
    {
        lock (_gate)
        {
            Grow(position + source.Length);
            while (source.Length > 0)
            {
                var piece = Piece(position, source.Length);
                source[..piece.Length].CopyTo(piece);
                source = source[piece.Length..];
                position += piece.Length;
            }
        }
    }

    public void SetLength(long length)
    {
        lock (_gate)
        {
            Grow(length);
            _length = length;
            var keep = (int)((length + ChunkSize - 1) / ChunkSize);
            _chunks.RemoveRange(keep, _chunks.Count - keep);
            if (length % ChunkSize is var tail and not 0)
            {
                _chunks[^1].AsSpan((int)tail).Clear();
            }
        }
    }

    public void Sync()
    {
    }

    public void Dispose()
    {
    }

    private void Grow(long length)
    {
        while ((long)_chunks.Count * ChunkSize < length)
        {
            _chunks.Add(new byte[ChunkSize]);
        }

        _length = Math.Max(_length, length);
    }

    private Span<byte> Piece(long position, int wanted)
    {
        var offset = (int)(position % ChunkSize);
        return _chunks[(int)(position / ChunkSize)].AsSpan(offset, Math.Min(wanted, ChunkSize - offset));
    }
}
