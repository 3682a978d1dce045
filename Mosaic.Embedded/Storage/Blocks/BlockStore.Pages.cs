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
    /// <param name="rows">Its bytes, until this thread reads the next page.</param>
    private bool TryReadPage(byte[] id, int page, out ReadOnlyMemory<byte> rows)
    {
        rows = default;
        if (page == 0 || _unflushed.Contains(id))
        {
            return false;
        }

        var image = _page ??= new byte[PageCodec.Size];
        if (_data.TryReadPage((uint)page, image))
        {
            for (var slot = 0; slot < DataPage.Slots(image); slot++)
            {
                if (DataPage.TryGet(image, slot, continuation: false, out var piece, out var next)
                    && BlockDocument.TryBegin(image.AsSpan(piece), out var document) && document.Id.SequenceEqual(id))
                {
                    return TryJoin(image, piece, next, document, out rows);
                }
            }
        }

        State.Directory.Place(id, 0);
        return false;
    }

    private bool TryJoin(byte[] image, Range piece, (uint Page, int Slot) next, BlockDocument document, out ReadOnlyMemory<byte> rows)
    {
        var (length, start, end) = (document.Length, document.RowsStart, document.RowsEnd);
        ReadOnlyMemory<byte> whole = image.AsMemory(piece);
        if (next.Page != DataPage.NoPage)
        {
            var joined = length > JoinedMax ? new byte[length] : _joined ??= new byte[JoinedMax];
            var filled = 0;
            for (var pieces = image.AsSpan(piece); ; pieces = image.AsSpan(piece))
            {
                if (!pieces.TryCopyTo(joined.AsSpan(filled, length - filled)))
                {
                    break;
                }

                filled += pieces.Length;
                if (next.Page == DataPage.NoPage)
                {
                    break;
                }

                if (!_data.TryReadPage(next.Page, image) || !DataPage.TryGet(image, next.Slot, continuation: true, out piece, out next))
                {
                    break;
                }
            }

            whole = joined.AsMemory(0, filled);
        }

        rows = default;
        if (whole.Length != length || whole.Span[end] != 0)
        {
            return false;
        }

        rows = whole[start..end];
        return true;
    }

    /// <summary>Reading all ids brings LiteDB's index past us, which says where each block lies.</summary>
    private BlockDirectory ReadDirectory()
    {
        var pages = new Dictionary<int, int>(); // by hash: a hint may be wrong
        _data.Seen = (_, page) =>
        {
            for (var slot = 0; slot < IndexPage.Slots(page); slot++)
            {
                if (IndexPage.TryGet(page, slot, out var id, out var document))
                {
                    pages[RowKeyComparer.Hash(id)] = (int)document;
                }
            }
        };
        return new BlockDirectory(_table.ReadIds(), id => pages.GetValueOrDefault(RowKeyComparer.Hash(id)));
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
