using System.Buffers.Binary;

namespace Mosaic.Storage.Blocks;

/// <summary>
/// The pieces of documents in the image of a LiteDB 5 page, without LiteDB: a segment is a flag (1: it continues another), the
/// page and the slot that continue it (page all ones: none), then the piece. What is not that is no piece.
/// </summary>
internal static class DataPage
{
    /// <summary>The page that continues the last piece.</summary>
    public const uint NoPage = uint.MaxValue;

    private const byte Type = 4;
    private const int LinkBytes = 1 + sizeof(uint) + 1;

    /// <summary>How many slots may hold a piece.</summary>
    public static int Slots(ReadOnlySpan<byte> page) => PageSegments.Slots(page, Type);

    /// <param name="page">The page, verified.</param>
    /// <param name="slot">Which piece.</param>
    /// <param name="continuation">Whether it is to continue another.</param>
    /// <param name="piece">Where in the page it lies.</param>
    /// <param name="next">The page and the slot that continue it.</param>
    public static bool TryGet(ReadOnlySpan<byte> page, int slot, bool continuation, out Range piece, out (uint Page, int Slot) next)
    {
        piece = default;
        next = default;
        if (slot >= Slots(page) || !PageSegments.TryGet(page, slot, out var range)
            || page[range] is not { Length: > LinkBytes } segment || segment[0] != (continuation ? 1 : 0))
        {
            return false;
        }

        piece = (range.Start.Value + LinkBytes)..range.End;
        next = (BinaryPrimitives.ReadUInt32LittleEndian(segment[1..]), segment[LinkBytes - 1]);
        return true;
    }
}
