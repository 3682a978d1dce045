namespace Mosaic.Storage.Pages;

/// <summary>A <see cref="PagedFile"/> as the stream that LiteDB takes for its data file. LiteDB serialises the calls.</summary>
internal sealed class PageStream(PagedFile file) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => (long)file.Pages * PageCodec.Size;

    public override long Position { get; set; }

    /// <summary>Told of every page that passes, on the thread that LiteDB uses.</summary>
    public PageSeen? Seen { get; set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var number = Number(count);
        if (!TryReadPage((uint)number, buffer.AsSpan(offset, count)))
        {
            throw new PageReadException(number, new EndOfStreamException($"LiteDB read behind the end of '{file.Path}'."));
        }

        Seen?.Invoke(number, buffer.AsSpan(offset, count));
        Position += count;
        return count;
    }

    /// <summary>Reads a page as LiteDB would see it now, beside LiteDB.</summary>
    /// <returns>False when the file has no such page.</returns>
    /// <exception cref="StoreCorruptException">The page is damaged or missing.</exception>
    /// <exception cref="PageReadException">The file cannot be read.</exception>
    public bool TryReadPage(uint number, Span<byte> destination)
    {
        if (number >= file.Pages)
        {
            return false;
        }

        try
        {
            file.ReadPage((int)number, destination);
            return true;
        }
        catch (IOException exception)
        {
            throw new PageReadException((int)number, exception);
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        var number = Number(count);
        file.WritePage(number, buffer.AsSpan(offset, count));
        Seen?.Invoke(number, buffer.AsSpan(offset, count));
        Position += count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void SetLength(long value) =>
        throw new NotSupportedException("LiteDB does not change the data file's length.");

    private int Number(int count) => count == PageCodec.Size && Position % PageCodec.Size == 0
        ? (int)(Position / PageCodec.Size)
        : throw new NotSupportedException($"LiteDB asked for {count} bytes at {Position}; pages are {PageCodec.Size} bytes.");
}
