using System.Runtime.InteropServices;

namespace Mosaic.Storage.Blocks;

/// <summary>
/// Neighbouring blocks of a <see cref="BlockDirectory"/>: where each begins, and the page that it was last seen in. Pages are
/// hints, told and forgotten while others read; the rest changes only while one directory alone has the chunk.
/// </summary>
internal sealed class DirectoryChunk
{
    private readonly List<byte[]> _ids;
    private readonly List<int> _pages;

    /// <param name="ids">In order.</param>
    /// <param name="pages">Of each; 0: not known.</param>
    public DirectoryChunk(List<byte[]> ids, List<int> pages) => (_ids, _pages) = (ids, pages);

    public int Count => _ids.Count;

    public byte[] this[int index] => _ids[index];

    /// <returns>0 when it is not known.</returns>
    public int Page(int index) => _pages[index];

    public void Place(int index, int page) => CollectionsMarshal.AsSpan(_pages)[index] = page;

    public void Insert(int index, byte[] id)
    {
        _ids.Insert(index, id);
        _pages.Insert(index, 0);
    }

    public void RemoveAt(int index)
    {
        _ids.RemoveAt(index);
        _pages.RemoveAt(index);
    }

    /// <summary>Keeps the first blocks; the others go into the chunk that is returned.</summary>
    public DirectoryChunk Split(int keep)
    {
        var right = new DirectoryChunk(_ids[keep..], _pages[keep..]);
        _ids.RemoveRange(keep, _ids.Count - keep);
        _pages.RemoveRange(keep, _pages.Count - keep);
        return right;
    }

    public DirectoryChunk Copy() => new([.. _ids], [.. _pages]);
}
