namespace Mosaic.Storage.Files;

/// <summary>
/// One file of a store, by position. Reads may run beside each other and beside writes to other positions.
/// What was written is durable only after <see cref="Sync"/> has returned.
/// </summary>
internal interface IStorageFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills <paramref name="destination"/> wholly.</summary>
    /// <exception cref="EndOfStreamException">The file ends before.</exception>
    void Read(long position, Span<byte> destination);

    void Write(long position, ReadOnlySpan<byte> source);

    void SetLength(long length);

    void Sync();
}
