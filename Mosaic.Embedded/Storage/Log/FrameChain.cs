namespace Mosaic.Storage.Log;

/// <summary>
/// A stream of frames over extents that need not be neighbours; a frame may span several. Written by one thread at a time;
/// extents may be given back from another.
/// </summary>
internal sealed class FrameChain(ExtentFile file, ChainKind kind, long generation, long sequence, ulong stamp)
{
    private readonly Lock _gate = new();
    private readonly uint _salt = (uint)Random.Shared.NextInt64(1L << 32);
    private readonly Queue<int> _reserved = new();
    private readonly Queue<Link> _links = new();
    private int _index = -1;
    private int _extent;
    private int _offset = file.ExtentSize;
    private long _lastSequence = sequence;
    private ulong _lastStamp = stamp;

    public long Generation => generation;

    /// <summary>Bytes in the extents that the chain holds.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return (long)_links.Count * file.ExtentSize;
            }
        }
    }

    private long Position => _index < 0 ? 0 : ((long)_index * file.Capacity) + (_offset - ExtentHeader.Size);

    /// <summary>
    /// Makes the first extent's header durable. A chain that is read from where the data file ends needs it before its first
    /// frame, of which a power cut may keep any part: later extents alone would seem to continue a later data file.
    /// </summary>
    /// <exception cref="StoreFullException">No extent is free and the disk is full.</exception>
    public void Begin()
    {
        Advance(ExtentHeader.Size, _lastSequence, _lastStamp);
        file.Sync();
    }

    /// <summary>Whether a frame of <paramref name="bytes"/> can be appended without running out of disk.</summary>
    public bool TryReserve(long bytes)
    {
        var missing = bytes - (file.ExtentSize - _offset);
        for (var extents = (missing + file.Capacity - 1) / file.Capacity; _reserved.Count < extents;)
        {
            if (!file.TryTake(out var extent))
            {
                while (_reserved.TryDequeue(out var unused))
                {
                    file.Release(unused); // a checkpoint, which makes space, needs some itself
                }

                return false;
            }

            _reserved.Enqueue(extent);
        }

        return true;
    }

    /// <summary>Writes one frame; <paramref name="frame"/> is its payload behind <see cref="FrameHeader.Size"/> free bytes.</summary>
    /// <remarks>Not durable before the file is synced.</remarks>
    public void Append(in FrameHeader header, Span<byte> frame)
    {
        if (_offset == file.ExtentSize)
        {
            Advance(ExtentHeader.Size, _lastSequence, _lastStamp);
        }

        header.Seal(frame, _salt, Position);
        ReadOnlySpan<byte> rest = frame;
        while (true)
        {
            var piece = rest[..Math.Min(rest.Length, file.ExtentSize - _offset)];
            file.Write(_extent, _offset, piece);
            _offset += piece.Length;
            rest = rest[piece.Length..];
            if (rest.IsEmpty)
            {
                break;
            }

            var first = rest.Length < file.Capacity ? ExtentHeader.Size + rest.Length : 0;
            Advance(first, header.Last, header.LastStamp);
        }

        _lastSequence = header.Last;
        _lastStamp = header.LastStamp;
    }

    /// <summary>
    /// Gives back the extents that hold nothing but units up to <paramref name="applied"/>; the one in which the frame of
    /// that unit begins stays, as the proof that log and data file belong together.
    /// </summary>
    public void ReleaseThrough(long applied)
    {
        lock (_gate)
        {
            while (_links.Count > 1 && NextPreviousSequence() < applied)
            {
                file.Release(_links.Dequeue().Extent);
            }
        }
    }

    public void ReleaseAll()
    {
        lock (_gate)
        {
            while (_links.TryDequeue(out var link))
            {
                file.Release(link.Extent);
            }
        }

        _offset = file.ExtentSize;
    }

    private long NextPreviousSequence()
    {
        using var links = _links.GetEnumerator();
        links.MoveNext();
        links.MoveNext();
        return links.Current.PreviousSequence;
    }

    private void Advance(int firstFrame, long previousSequence, ulong previousStamp)
    {
        _extent = _reserved.TryDequeue(out var reserved) ? reserved : file.Take();
        _index++;
        lock (_gate)
        {
            _links.Enqueue(new Link(_extent, previousSequence));
        }

        Span<byte> bytes = stackalloc byte[ExtentHeader.Size];
        new ExtentHeader(file.StoreId, kind, generation, _salt, _index, previousSequence, previousStamp, firstFrame).Write(bytes);
        file.Write(_extent, 0, bytes);
        _offset = ExtentHeader.Size;
    }

    private readonly record struct Link(int Extent, long PreviousSequence);
}
