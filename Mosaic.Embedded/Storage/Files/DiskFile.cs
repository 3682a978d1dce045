using Microsoft.Win32.SafeHandles;

namespace Mosaic.Storage.Files;

/// <summary>A file of the disk.</summary>
internal sealed class DiskFile : IStorageFile
{
    private readonly SafeFileHandle _handle;
    private readonly string _path;

    public DiskFile(string path, FileUse use)
    {
        _path = path;
        _handle = use switch
        {
            FileUse.Read => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess),
            FileUse.ReadWrite => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess),
            FileUse.Create => File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess),
            _ => throw new ArgumentOutOfRangeException(nameof(use)),
        };
    }

    public long Length => RandomAccess.GetLength(_handle);

    public void Read(long position, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(_handle, destination, position);
            if (read == 0)
            {
                throw new EndOfStreamException($"{_path} ends at byte {position}.");
            }

            destination = destination[read..];
            position += read;
        }
    }

    public void Write(long position, ReadOnlySpan<byte> source) => RandomAccess.Write(_handle, source, position);

    public void SetLength(long length) => RandomAccess.SetLength(_handle, length);

    public void Sync() => NativeSync.SyncData(_handle, _path);

    public void Dispose() => _handle.Dispose();
}
