using Mosaic.Storage.Files;

namespace Mosaic.Embedded.Tests;

/// <summary>Files in memory on a disk that can be full, and whose calls can fail. Outlives the store that uses it.</summary>
internal sealed class FaultyFolder : IStorageFolder
{
    private readonly Dictionary<string, FaultyFile> _files = [];
    private readonly Lock _gate = new();
    private long _used;

    /// <summary>What all files together may measure.</summary>
    public long BytesMax { get; set; } = long.MaxValue;

    /// <summary>Asked before each read, write, sync and change of length, with the operation and the file: true makes it fail once.</summary>
    public Func<string, string, bool> Fails { get; set; } = static (_, _) => false;

    /// <summary>Asked in the same way; may block.</summary>
    public Action<string, string> Before { get; set; } = static (_, _) => { };

    public long BytesUsed => Interlocked.Read(ref _used);

    public IReadOnlyCollection<string> Files
    {
        get
        {
            lock (_gate)
            {
                return [.. _files.Keys];
            }
        }
    }

    public bool Exists(string path)
    {
        lock (_gate)
        {
            return _files.ContainsKey(path);
        }
    }

    public IStorageFile Open(string path, FileUse use)
    {
        lock (_gate)
        {
            if (use == FileUse.Create && _files.Remove(path, out var old))
            {
                Interlocked.Add(ref _used, -old.Length);
            }

            if (_files.TryGetValue(path, out var file))
            {
                return file;
            }

            return use == FileUse.Read ? throw new FileNotFoundException(null, path) : _files[path] = new FaultyFile(this, path);
        }
    }

    public void Delete(string path)
    {
        lock (_gate)
        {
            if (_files.Remove(path, out var file))
            {
                Interlocked.Add(ref _used, -file.Length);
            }
        }
    }

    public void Rename(string from, string to)
    {
        Check("rename", to);
        Delete(to);
        lock (_gate)
        {
            _files.Remove(from, out var file);
            _files[to] = file!;
            file!.Path = to;
        }
    }

    public void SyncFolder(string path) => Check("sync folder", path);

    /// <summary>The files as they stand now: what a kill at this instant would leave.</summary>
    public FaultyFolder Abandon()
    {
        var copy = new FaultyFolder();
        lock (_gate)
        {
            foreach (var (path, file) in _files)
            {
                var bytes = new byte[file.Length];
                file.Read(0, bytes);
                copy.Open(path, FileUse.ReadWrite).Write(0, bytes);
            }
        }

        return copy;
    }

    public byte[] ReadAll(string path)
    {
        var file = Open(path, FileUse.Read);
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        return bytes;
    }

    public void WriteAll(string path, ReadOnlySpan<byte> bytes) => Open(path, FileUse.Create).Write(0, bytes);

    private void Check(string operation, string path)
    {
        Before(operation, path);
        if (Fails(operation, path))
        {
            throw new IOException($"Injected: {operation} of {path}.", 5);
        }
    }

    private sealed class FaultyFile(FaultyFolder folder, string path) : IStorageFile
    {
        private readonly MemoryFile _inner = new();

        public string Path { get; set; } = path;

        public long Length => _inner.Length;

        public void Read(long position, Span<byte> destination)
        {
            folder.Check("read", Path);
            _inner.Read(position, destination);
        }

        public void Write(long position, ReadOnlySpan<byte> source)
        {
            folder.Check("write", Path);
            lock (folder._gate)
            {
                Grow(Math.Max(Length, position + source.Length));
                _inner.Write(position, source);
            }
        }

        public void SetLength(long length)
        {
            folder.Check("set length", Path);
            lock (folder._gate)
            {
                Grow(length);
                _inner.SetLength(length);
            }
        }

        public void Sync() => folder.Check("sync", Path);

        public void Dispose()
        {
        }

        private void Grow(long length)
        {
            var more = length - Length;
            if (more > 0 && folder.BytesUsed + more > folder.BytesMax)
            {
                throw new IOException($"No space left on device: {Path}", 28);
            }

            Interlocked.Add(ref folder._used, more);
        }
    }
}
