using System.Buffers.Binary;
using Mosaic.Storage.Pages;

namespace Mosaic.Storage.Blocks;

/// <summary>
/// Which blocks there are and where they lie, out of LiteDB's pages, while LiteDB has nothing in its log. The header page
/// names the page of the one collection, that one where its <c>_id</c> index begins: a list through the index pages, of which
/// each is read once, because all its entries belong to that list.
/// </summary>
/// <remarks>
/// Source of the layout: LiteDB 5.0.20, HeaderPage, CollectionPage, CollectionIndex and IndexNode. A file that differs in
/// anything is for LiteDB to read.
/// </remarks>
internal sealed class BlockIndex
{
    private const int CollectionsOffset = 192;
    private const int CollectionIndexesOffset = 96;
    private const byte CollectionPageType = 2;

    private readonly List<byte[]> _ids = [];
    private readonly List<int> _pages = [];

    private BlockIndex()
    {
    }

    /// <summary>The blocks' lower bounds, in no order.</summary>
    public List<byte[]> Ids => _ids;

    /// <summary>The pages in which they begin.</summary>
    public List<int> Pages => _pages;

    /// <summary>The document {<see cref="BlockTable.Collection"/>: its page} as LiteDB writes it, up to the page.</summary>
    private static ReadOnlySpan<byte> OnlyCollection => "\u0011\0\0\0\u0010blocks\0"u8;

    /// <summary>One index, the slot and the type of the first, its name and its expression, unique.</summary>
    private static ReadOnlySpan<byte> OnlyIndex => "\u0001\0\0_id\0$._id\0\u0001"u8;

    /// <returns>null: the file is not laid out as expected.</returns>
    /// <exception cref="StoreCorruptException">A page is damaged or missing.</exception>
    public static BlockIndex? TryRead(PageStream data)
    {
        var page = new byte[PageCodec.Size];
        if (!data.TryReadPage(0, page))
        {
            return null;
        }

        var collections = page.AsSpan(CollectionsOffset);
        var index = new BlockIndex();
        if (BinaryPrimitives.ReadInt32LittleEndian(collections) is 0 or 5)
        {
            return index; // nothing was stored yet
        }

        if (!collections.StartsWith(OnlyCollection)
            || !data.TryReadPage(BinaryPrimitives.ReadUInt32LittleEndian(collections[OnlyCollection.Length..]), page)
            || !PageSegments.Is(page, CollectionPageType) || !page.AsSpan(CollectionIndexesOffset).StartsWith(OnlyIndex))
        {
            return null;
        }

        var head = BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(CollectionIndexesOffset + OnlyIndex.Length));
        return index.TryFollow(data, head, page) ? index : null;
    }

    private bool TryFollow(PageStream data, uint head, byte[] page)
    {
        var seen = new HashSet<uint> { head };
        var waiting = new Stack<uint>();
        waiting.Push(head);
        while (waiting.TryPop(out var number))
        {
            if (!data.TryReadPage(number, page) || IndexPage.Slots(page) is not (> 0 and var slots))
            {
                return false;
            }

            for (var slot = 0; slot < slots; slot++)
            {
                if (IndexPage.TryGet(page, slot, out var id, out var document))
                {
                    _ids.Add(id.ToArray());
                    _pages.Add((int)document);
                }

                if (IndexPage.Next(page, slot) is { } next && seen.Add(next))
                {
                    waiting.Push(next);
                }
            }
        }

        return true;
    }
}
