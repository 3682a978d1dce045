using System.Buffers.Binary;

namespace Mosaic.Storage.Blocks;

/// <summary>
/// The segments of a LiteDB 5 page's image: behind a header of 32 bytes the segments, and from the end of the page backwards
/// a slot of four bytes for each, its length and its place.
/// </summary>
internal static class PageSegments
{
    private const int HeaderBytes = 32;
    private const int TypeOffset = 4;
    private const int HighestSlotOffset = 30;
    private const byte NoSlot = 0xFF;
    private const int SlotBytes = 2 * sizeof(ushort);

    public static bool Is(ReadOnlySpan<byte> page, byte type) => page[TypeOffset] == type;

    /// <summary>How many slots may hold a segment; none when the page is of another type.</summary>
    public static int Slots(ReadOnlySpan<byte> page, byte type) =>
        Is(page, type) && page[HighestSlotOffset] is not NoSlot and var highest ? highest + 1 : 0;

    /// <summary>Where the segment of a slot lies.</summary>
    public static bool TryGet(ReadOnlySpan<byte> page, int slot, out Range segment)
    {
        var footer = page.Length - ((page[HighestSlotOffset] + 1) * SlotBytes);
        var entry = page[(page.Length - ((slot + 1) * SlotBytes))..];
        int length = BinaryPrimitives.ReadUInt16LittleEndian(entry);
        int start = BinaryPrimitives.ReadUInt16LittleEndian(entry[sizeof(ushort)..]);
        segment = start..(start + length);
        return start >= HeaderBytes && start + length <= footer;
    }
}
