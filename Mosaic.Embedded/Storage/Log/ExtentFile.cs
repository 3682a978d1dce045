using System.Buffers.Binary;
using Mosaic.Storage.Files;

namespace Mosaic.Storage.Log;

/// <summary>
/// The space of the write-ahead log's file: a header, then extents (1 MiB) that are written with zeros and synced before
/// use, so that a commit overwrites allocated blocks (less than half the cost of a sync that appends) and cannot run out
/// of disk in the middle. Two chains of extents live in it: the committed units and, during a checkpoint, the pages that
/// are about to be overwritten in the data file.
/// </summary>
internal sealed class ExtentFile : IDisposable
{
    public const int HeaderSize = 4096;

    private const uint Magic = 0x4C575A4D; // "MZWL"
    private const ushort Format = 1;

    private readonly IStorageFile _file;
    private readonly string _path;
    private readonly Guid _storeId;
    private readonly Lock _gate = new();
    private readonly Stack<int> _free = [];
    private int _count;
    private long _bytesWritten;

    private ExtentFile(IStorageFile file, string path, Guid storeId, int extentSize, int count)
    {
        _file = file;
        _path = path;
        _storeId = storeId;
        ExtentSize = extentSize;
        _count = count;
    }

    public string Path => _path;

    public Guid StoreId => _storeId;

    public int ExtentSize { get; }

    /// <summary>Bytes of an extent behind its header.</summary>
    public int Capacity => ExtentSize - ExtentHeader.Size;

    /// <summary>Extents of the file, used or free.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The highest generation that an earlier process left in any extent; 0 in a new file.</summary>
    public long HighestGeneration { get; private set; }

    /// <summary>Bytes written to the file since it was opened, zeros of new extents apart.</summary>
    public long BytesWritten => Interlocked.Read(ref _bytesWritten);

    public static ExtentFile Create(IStorageFile file, string path, Guid storeId, int extentSize)
    {
        var extents = new ExtentFile(file, path, storeId, extentSize, 0);
        file.SetLength(0);
        extents.WriteHeader();
        return extents;
    }

    /// <summary>Opens what an earlier process left. Every extent counts as used until <see cref="Release"/>.</summary>
    /// <exception cref="StoreCorruptException">The header is damaged or the file is shorter than the header says.</exception>
    public static ExtentFile Open(IStorageFile file, string path)
    {
        Span<byte> header = stackalloc byte[64];
        if (file.Length < HeaderSize)
        {
            throw Damaged(path, $"is {file.Length} bytes long, shorter than its header");
        }

        file.Read(0, header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(header[60..]) != Checksum.Of(header[..60]))
        {
            throw Damaged(path, "has a damaged header");
        }

        var format = BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
        if (format != Format)
        {
            throw Damaged(path, $"has format {format}; this version reads format {Format}");
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        var extentSize = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        if (file.Length < HeaderSize + ((long)count * extentSize))
        {
            throw Damaged(path, $"was truncated to {file.Length} bytes; its header tells of {count} extents");
        }

        var extents = new ExtentFile(file, path, new Guid(header[16..32]), extentSize, count);
        Span<byte> bytes = stackalloc byte[ExtentHeader.Size];
        for (var extent = 0; extent < count; extent++)
        {
            extents.Read(extent, 0, bytes);
            if (ExtentHeader.TryRead(bytes, out var used))
            {
                extents.HighestGeneration = Math.Max(extents.HighestGeneration, used.Generation);
            }
        }

        return extents;
    }

    /// <summary>Makes every extent free: what they held is in the data file.</summary>
    public void ReleaseAll() => ReleaseExcept([]);

    /// <summary>Makes every extent free but those that hold units which are not in the data file yet.</summary>
    public void ReleaseExcept(IEnumerable<int> used)
    {
        var kept = used.ToHashSet();
        lock (_gate)
        {
            _free.Clear();
            for (var extent = _count - 1; extent >= 0; extent--)
            {
                if (!kept.Contains(extent))
                {
                    _free.Push(extent);
                }
            }
        }
    }

    /// <summary>Makes sure that <paramref name="extents"/> can be taken without touching the file's size.</summary>
    /// <returns>False when the disk is full.</returns>
    public bool TryReserve(int extents)
    {
        lock (_gate)
        {
            return _free.Count >= extents || TryGrow(extents - _free.Count);
        }
    }

    /// <exception cref="StoreFullException">No extent is free and the disk is full.</exception>
    public int Take() => TryTake(out var extent) ? extent : throw DiskSpace.Error(_path, null);

    /// <returns>False when no extent is free and the disk is full.</returns>
    public bool TryTake(out int extent)
    {
        lock (_gate)
        {
            extent = -1;
            return (_free.Count > 0 || TryGrow(1)) && _free.TryPop(out extent);
        }
    }

    public void Release(int extent)
    {
        lock (_gate)
        {
            _free.Push(extent);
        }
    }

    public void Write(int extent, int offset, ReadOnlySpan<byte> source)
    {
        _file.Write(Position(extent) + offset, source);
        Interlocked.Add(ref _bytesWritten, source.Length);
    }

    public void Read(int extent, int offset, Span<byte> destination) => _file.Read(Position(extent) + offset, destination);

    public void Sync() => _file.Sync();

    public void Dispose() => _file.Dispose();

    private long Position(int extent) => HeaderSize + ((long)extent * ExtentSize);

    private static StoreCorruptException Damaged(string path, string what) => new($"The log '{path}' {what}.")
    {
        Operation = "open",
        Target = path,
        Hint = "Restore the store from a backup. With the log moved away, MosaicOptions.OpenWithoutLog opens it as of its last checkpoint.",
    };

    private bool TryGrow(int extents)
    {
        var zeros = new byte[Math.Min(64 * 1024, ExtentSize)];
        var grown = _count;
        try
        {
            for (; grown < _count + extents; grown++)
            {
                for (var offset = 0; offset < ExtentSize; offset += zeros.Length)
                {
                    _file.Write(Position(grown) + offset, zeros);
                }
            }

            _file.Sync();
        }
        catch (IOException exception) when (DiskSpace.IsExhausted(exception))
        {
            _file.SetLength(Position(_count));
            return false;
        }

        for (var extent = grown - 1; extent >= _count; extent--)
        {
            _free.Push(extent);
        }

        _count = grown;
        WriteHeader();
        return true;
    }

    private void WriteHeader()
    {
        Span<byte> header = stackalloc byte[64];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], Format);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], _count);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], ExtentSize);
        _storeId.TryWriteBytes(header[16..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[60..], Checksum.Of(header[..60]));
        if (_file.Length < HeaderSize)
        {
            _file.Write(0, new byte[HeaderSize]);
        }

        _file.Write(0, header);
        _file.Sync();
    }
}
