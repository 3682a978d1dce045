using System.Buffers.Binary;

namespace Mosaic.Storage.Blocks;

/// <summary>
/// The entries of LiteDB's <c>_id</c> index in the image of a LiteDB 5 page: a segment is the index's number, the levels of the
/// node, the page and slot of the document, ten bytes that are not needed here, ten for each level, then the key: two bits of
/// its length and its type, eight bits of its length, its bytes.
/// </summary>
internal static class IndexPage
{
    private const byte Type = 3;
    private const int LevelsOffset = 1;
    private const int DocumentOffset = 2;
    private const int FixedBytes = 12;
    private const int NextOffset = 17; // behind the first level's previous node: a page and a slot, five bytes
    private const int LevelBytes = 10;
    private const int KeyHeaderBytes = 2;
    private const byte BinaryType = 9;

    /// <summary>How many slots may hold an entry.</summary>
    public static int Slots(ReadOnlySpan<byte> page) => PageSegments.Slots(page, Type);

    /// <summary>The page of the entry behind this one in the whole list; null when there is none.</summary>
    public static uint? Next(ReadOnlySpan<byte> page, int slot) =>
        PageSegments.TryGet(page, slot, out var range) && page[range] is { Length: >= FixedBytes + LevelBytes } node
        && BinaryPrimitives.ReadUInt32LittleEndian(node[NextOffset..]) is not uint.MaxValue and var next ? next : null;

    /// <param name="page">The page, verified.</param>
    /// <param name="slot">Less than <see cref="Slots"/>.</param>
    /// <param name="key">The block's lower bound.</param>
    /// <param name="document">The page in which its document begins.</param>
    public static bool TryGet(ReadOnlySpan<byte> page, int slot, out ReadOnlySpan<byte> key, out uint document)
    {
        key = default;
        document = 0;
        if (!PageSegments.TryGet(page, slot, out var range) || page[range] is not { Length: > FixedBytes } node)
        {
            return false;
        }

        var at = FixedBytes + (node[LevelsOffset] * LevelBytes);
        if (node.Length < at + KeyHeaderBytes || (node[at] & 0x3F) != BinaryType)
        {
            return false;
        }

        var length = ((node[at] & 0xC0) << 2) | node[at + 1];
        document = BinaryPrimitives.ReadUInt32LittleEndian(node[DocumentOffset..]);
        key = node[(at + KeyHeaderBytes)..];
        if (length > key.Length)
        {
            return false;
        }

        key = key[..length];
        return true;
    }
}
