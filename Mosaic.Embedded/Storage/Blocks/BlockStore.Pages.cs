using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Blocks;

/// <content>
/// Reading a block out of its pages, without LiteDB's query. The data file with the changed pages above it is what LiteDB had
/// committed at the last flush, and changes only in the next one, which excludes readers. So a block that was not applied since
/// is in it as it is now: if a page has a document of its id, that is the block. Which page to look into is a hint, told by
/// LiteDB's pages on their way past; a page that does not hold the block is not an error, LiteDB answers then.
/// </content>
internal sealed partial class BlockStore
{
    private const int JoinedMax = 4 * PageCodec.Size;

    [ThreadStatic]
    private static byte[]? _page;

    [ThreadStatic]
    private static byte[]? _joined;

    private readonly PageStream _data;
    private readonly HashSet<byte[]> _unflushed = new(RowKeyComparer.Instance);

    /// <param name="id">The block.</param>
    /// <param name="page">Where it was last seen; 0: nowhere.</param>
    /// <param name="rows">Its bytes, until this thread reads the next block.</param>
    private bool TryReadPage(byte[] id, int page, out ReadOnlyMemory<byte> rows)
    {
        rows = default;
        if (page == 0 || _unflushed.Contains(id))
        {
            return false;
        }

        if (TryFindIn((uint)page, id, out rows))
        {
            return true;
        }

        State.Directory.Place(id, 0);
        return false;
    }

    private bool TryFindIn(uint page, byte[] id, out ReadOnlyMemory<byte> rows)
    {
        rows = default;
        var image = _page ??= new byte[PageCodec.Size];
        if (!_data.TryReadPage(page, image))
        {
            return false;
        }

        for (var slot = 0; slot < DataPage.Slots(image); slot++)
        {
            if (!DataPage.TryGet(image, slot, continuation: false, out var piece, out var next)
                || !BlockDocument.TryBegin(image.AsSpan(piece), out var document) || !document.Id.SequenceEqual(id))
            {
                continue;
            }

            var (length, range) = (document.Length, document.RowsStart..document.RowsEnd);
            ReadOnlyMemory<byte> whole = image.AsMemory(piece);
            if ((next.Page != DataPage.NoPage && !TryJoin(image, piece, next, length, out whole))
                || whole.Length != length || whole.Span[^1] != 0)
            {
                return false;
            }

            rows = whole[range];
            return true;
        }

        return false;
    }

    /// <summary>Follows a document through its pages; <paramref name="image"/>, the first of them, is written over.</summary>
    private bool TryJoin(byte[] image, Range piece, (uint Page, int Slot) next, int length, out ReadOnlyMemory<byte> whole)
    {
        whole = default;
        var joined = length > JoinedMax ? new byte[length] : _joined ??= new byte[JoinedMax];
        var filled = 0;
        do
        {
            var part = image.AsSpan(piece);
            if (!part.TryCopyTo(joined.AsSpan(filled, length - filled)))
            {
                return false;
            }

            filled += part.Length;
            if (next.Page == DataPage.NoPage)
            {
                whole = joined.AsMemory(0, filled);
                return true;
            }
        }
        while (_data.TryReadPage(next.Page, image) && DataPage.TryGet(image, next.Slot, continuation: true, out piece, out next));
        return false;
    }

    private BlockDirectory ReadDirectory()
    {
        if (BlockIndex.TryRead(_data) is { } index)
        {
            return new BlockDirectory(index.Ids, index.Pages);
        }

        var ids = Table.ReadIds();
        return new BlockDirectory(ids, [.. new int[ids.Count]]);
    }

    private void Learn(int number, ReadOnlySpan<byte> page)
    {
        for (var slot = 0; slot < DataPage.Slots(page); slot++)
        {
            if (DataPage.TryGet(page, slot, continuation: false, out var piece, out _) && BlockDocument.TryBegin(page[piece], out var document))
            {
                State.Directory.Place(document.Id, number);
            }
        }
    }
}
