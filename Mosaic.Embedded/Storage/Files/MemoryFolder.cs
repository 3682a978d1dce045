using System.Collections.Concurrent;

namespace Mosaic.Storage.Files;

/// <summary>Files in memory: the same code as on disk, and nothing is left when it is let go.</summary>
internal sealed class MemoryFolder : IStorageFolder
{
    private readonly ConcurrentDictionary<string, MemoryFile> _files = new(StringComparer.Ordinal);

    public bool Exists(string path) => _files.ContainsKey(path);

    public IStorageFile Open(string path, FileUse use) => use switch
    {
        FileUse.Read => _files.TryGetValue(path, out var file) ? file : throw new FileNotFoundException(null, path),
        FileUse.Create => _files[path] = new MemoryFile(),
        _ => _files.GetOrAdd(path, static _ => new MemoryFile()),
    };

    public void Delete(string path) => _files.TryRemove(path, out _);

    public void Rename(string from, string to)
    {
        if (!_files.TryRemove(from, out var file))
        {
            throw new FileNotFoundException(null, from);
        }

        _files[to] = file;
    }

    public void SyncFolder(string path)
    {
    }
}
