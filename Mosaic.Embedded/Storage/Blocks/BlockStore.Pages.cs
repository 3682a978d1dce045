using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Blocks;

/// <content>
/// Reading a block out of its page, without LiteDB's query. The data file with the changed pages above it is what LiteDB had
/// committed at the last flush, and changes only in the next one, which excludes readers. So a block that was not applied since
/// is in it as it is now: if a page has a document of its id, that is the block. Which page to look into is a hint, told by
/// the pages that pass; a page that does not hold the block is not an error, LiteDB answers then.
/// </content>
internal sealed partial class BlockStore
{
    [ThreadStatic]
    private static byte[]? _page;

    private readonly PageStream _data;
    private readonly HashSet<byte[]> _unflushed = new(RowKeyComparer.Instance);

    /// <param name="id">The block.</param>
    /// <param name="page">Where it was last seen; 0: nowhere.</param>
    /// <param name="rows">Its bytes, until this thread reads the next page.</param>
    private bool TryReadPage(byte[] id, int page, out ReadOnlyMemory<byte> rows)
    {
        rows = default;
        if (page == 0 || _unflushed.Contains(id))
        {
            return false;
        }

        var image = _page ??= new byte[PageCodec.Size];
        _data.ReadPage(page, image);
        if (!DataPage.TryFind(image, id, out var range))
        {
            State.Directory.Place(id, 0); // moved, or too large for one page by now
            return false;
        }

        rows = image.AsMemory(range);
        return true;
    }

    private void Learn(int number, ReadOnlySpan<byte> page)
    {
        for (var slot = 0; slot < DataPage.Slots(page); slot++)
        {
            if (DataPage.TryRead(page, slot, out var id, out _))
            {
                State.Directory.Place(id, number);
            }
        }
    }
}
