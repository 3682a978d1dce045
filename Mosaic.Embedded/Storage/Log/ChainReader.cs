namespace Mosaic.Storage.Log;

/// <summary>Reads one generation of one chain as an earlier process left it.</summary>
internal sealed class ChainReader
{
    private readonly ExtentFile _file;
    private readonly SortedDictionary<int, (int Extent, ExtentHeader Header)> _extents;
    private readonly uint _salt;

    private ChainReader(ExtentFile file, long generation, uint salt, SortedDictionary<int, (int Extent, ExtentHeader Header)> extents)
    {
        _file = file;
        _extents = extents;
        Generation = generation;
        _salt = salt;
    }

    public long Generation { get; }

    private int Capacity => _file.Capacity;

    /// <summary>The newest generation of a chain; null when the file holds none.</summary>
    public static ChainReader? Newest(ExtentFile file, ChainKind kind)
    {
        ChainReader? newest = null;
        Span<byte> bytes = stackalloc byte[ExtentHeader.Size];
        for (var extent = 0; extent < file.Count; extent++)
        {
            file.Read(extent, 0, bytes);
            if (!ExtentHeader.TryRead(bytes, out var header) || header.Kind != kind || header.StoreId != file.StoreId)
            {
                continue;
            }

            if (newest is null || header.Generation > newest.Generation)
            {
                newest = new ChainReader(file, header.Generation, header.Salt, []);
            }

            if (header.Generation == newest.Generation && header.Salt == newest._salt)
            {
                newest._extents[header.Index] = (extent, header);
            }
        }

        return newest;
    }

    /// <summary>
    /// Where the units after <paramref name="applied"/> may begin: the newest extent that begins before or at it.
    /// False when the chain begins later, that is, when units are missing between.
    /// </summary>
    public bool TryFindStart(long applied, out long position, out ExtentHeader header)
    {
        foreach (var (index, extent) in _extents.Reverse())
        {
            if (extent.Header.PreviousSequence <= applied)
            {
                header = extent.Header;
                position = FirstFrameFrom(index);
                return true;
            }
        }

        header = default;
        position = 0;
        return false;
    }

    /// <summary>The data file's checkpoint as the chain's last whole frame names it; 0 when there is no frame.</summary>
    public long LastCheckpoint()
    {
        foreach (var index in _extents.Keys.Reverse())
        {
            var checkpoint = 0L;
            for (var position = FirstFrameFrom(index); TryReadFrame(position, out var header, out var frame); position += frame.Length)
            {
                checkpoint = header.Checkpoint;
            }

            if (checkpoint > 0)
            {
                return checkpoint;
            }
        }

        return 0;
    }

    /// <summary>The extents of the chain from a place on.</summary>
    public IEnumerable<int> ExtentsFrom(int index) =>
        _extents.Where(extent => extent.Key >= index).Select(static extent => extent.Value.Extent);

    /// <summary>Reads the frame at <paramref name="position"/>; false when none stands there whole. The frame includes its header.</summary>
    public bool TryReadFrame(long position, out FrameHeader header, out byte[] frame)
    {
        frame = [];
        Span<byte> start = stackalloc byte[FrameHeader.Size];
        if (!TryCopy(position, start) || !FrameHeader.TryRead(start, out header))
        {
            header = default;
            return false;
        }

        if (header.Length > (long)_extents.Count * Capacity)
        {
            return false;
        }

        frame = new byte[FrameHeader.Size + header.Length];
        return TryCopy(position, frame) && FrameHeader.Verify(frame, _salt, position);
    }

    /// <summary>
    /// Looks behind a place where no whole frame stands for one that was written after that place had been synced:
    /// then it is not a torn tail but damage to acknowledged units.
    /// </summary>
    public bool AnyFrameProves(long position, long lostSequence)
    {
        var start = position;
        foreach (var (index, extent) in _extents)
        {
            var extentStart = (long)index * Capacity;
            if (extentStart + Capacity <= start)
            {
                continue;
            }

            var bytes = new byte[Capacity];
            _file.Read(extent.Extent, ExtentHeader.Size, bytes);
            for (var offset = (int)Math.Max(0, start - extentStart); offset <= Capacity - sizeof(uint); offset++)
            {
                var found = bytes.AsSpan(offset).IndexOf(MagicBytes);
                if (found < 0)
                {
                    break;
                }

                offset += found;
                if (TryReadFrame(extentStart + offset, out var header, out _) && header.Synced >= lostSequence)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static ReadOnlySpan<byte> MagicBytes => [0x5A, 0xA5, 0x46, 0x4D];

    private long FirstFrameFrom(int index)
    {
        while (_extents.TryGetValue(index, out var extent))
        {
            if (extent.Header.FirstFrame != 0)
            {
                return ((long)index * Capacity) + extent.Header.FirstFrame - ExtentHeader.Size;
            }

            index++;
        }

        return (long)index * Capacity;
    }

    private bool TryCopy(long position, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var index = (int)(position / Capacity);
            var offset = (int)(position % Capacity);
            if (!_extents.TryGetValue(index, out var extent))
            {
                return false;
            }

            var piece = Math.Min(destination.Length, Capacity - offset);
            _file.Read(extent.Extent, ExtentHeader.Size + offset, destination[..piece]);
            destination = destination[piece..];
            position += piece;
        }

        return true;
    }
}
