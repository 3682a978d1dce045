using Mosaic.Storage.Files;

namespace Mosaic.Storage.Pages;

/// <summary>
/// The data file with the pages that changed since its last checkpoint held in memory above it. What LiteDB writes lands in
/// memory; the file itself changes only in <see cref="Checkpointer"/>, which journals first. Pages are verified when read.
/// </summary>
internal sealed class PagedFile : IDisposable
{
    private const int SparePagesMax = 1024;

    private readonly Dictionary<int, byte[]> _dirty = [];
    private readonly Stack<byte[]> _spare = [];
    private readonly Lock _gate = new();
    private IStorageFile _file;
    private FileIdentity _identity;
    private int _pages;

    public PagedFile(IStorageFile file, string path, FileIdentity identity)
    {
        _file = file;
        Path = path;
        _identity = identity;
        _pages = identity.Pages;
    }

    public string Path { get; }

    /// <summary>As of the last checkpoint.</summary>
    public FileIdentity Identity
    {
        get
        {
            lock (_gate)
            {
                return _identity;
            }
        }
    }

    public IStorageFile File => _file;

    /// <summary>Length in pages, those included that stand in memory only; 0 while the file is blank.</summary>
    public int Pages
    {
        get
        {
            lock (_gate)
            {
                return _pages;
            }
        }
    }

    public int DirtyPages
    {
        get
        {
            lock (_gate)
            {
                return _dirty.Count;
            }
        }
    }

    public void ReadPage(int number, Span<byte> destination)
    {
        lock (_gate)
        {
            if (_dirty.TryGetValue(number, out var page))
            {
                page.CopyTo(destination);
                PageCodec.Unmark(destination);
                return;
            }
        }

        ReadStored(number, destination);
    }

    public void WritePage(int number, ReadOnlySpan<byte> source)
    {
        lock (_gate)
        {
            Put(number, source);
            _pages = Math.Max(_pages, number + 1);
        }
    }

    /// <summary>Writes a page that the file has. The header page of a blank file is one, which LiteDB is not told of.</summary>
    public void OverwritePage(int number, ReadOnlySpan<byte> source)
    {
        lock (_gate)
        {
            Put(number, source);
        }
    }

    /// <summary>Reads a page from the file itself and checks it.</summary>
    /// <exception cref="StoreCorruptException">The page is damaged or missing.</exception>
    public void ReadStored(int number, Span<byte> destination)
    {
        try
        {
            _file.Read((long)number * PageCodec.Size, destination);
        }
        catch (EndOfStreamException exception)
        {
            throw Damaged(number, "is missing: the file was truncated", exception);
        }

        if (!PageCodec.TryUnseal(destination, number))
        {
            throw Damaged(number, "does not match its checksum", null);
        }
    }

    /// <summary>Changed pages in ascending order. The writer must not write meanwhile.</summary>
    public List<DirtyPage> Dirty()
    {
        var pages = new List<DirtyPage>();
        lock (_gate)
        {
            foreach (var (number, image) in _dirty)
            {
                pages.Add(new DirtyPage(number, image));
            }
        }

        pages.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        return pages;
    }

    /// <summary>The file now holds every page that was changed.</summary>
    public void Checkpointed(FileIdentity identity)
    {
        lock (_gate)
        {
            foreach (var page in _dirty.Values)
            {
                if (_spare.Count == SparePagesMax)
                {
                    break;
                }

                _spare.Push(page);
            }

            _dirty.Clear();
            _identity = identity;
        }
    }

    /// <summary>Goes on with another file that holds the same rows: compaction.</summary>
    public void Replace(IStorageFile file, FileIdentity identity)
    {
        lock (_gate)
        {
            _file.Dispose();
            _file = file;
            _dirty.Clear();
            _pages = identity.Pages;
            _identity = identity;
        }
    }

    public void Dispose() => _file.Dispose();

    private void Put(int number, ReadOnlySpan<byte> source)
    {
        if (!_dirty.TryGetValue(number, out var page))
        {
            _dirty[number] = page = _spare.TryPop(out var spare) ? spare : new byte[PageCodec.Size];
        }

        source.CopyTo(page);
    }

    private StoreCorruptException Damaged(int number, string what, Exception? cause) =>
        new($"Page {number} of '{Path}' {what}.", cause)
        {
            Operation = "read",
            Target = Path,
            Hint = "Restore the store from a backup; CheckAsync lists every damaged page.",
        };
}
