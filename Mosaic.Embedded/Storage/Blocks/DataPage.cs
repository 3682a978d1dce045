using System.Buffers.Binary;

namespace Mosaic.Storage.Blocks;

/// <summary>
/// Finds a block's document in the image of a LiteDB 5 page, without LiteDB: behind a header of 32 bytes the documents, from
/// the end of the page backwards a slot of four bytes for each, its length and its place. A document begins with a flag (set:
/// the continuation of another) and the five-byte address of its continuation (all ones: none); then it is BSON. Whatever is
/// not exactly that is not found, and left to LiteDB.
/// </summary>
internal static class DataPage
{
    private const int HeaderBytes = 32;
    private const int TypeOffset = 4;
    private const int HighestSlotOffset = 30;
    private const byte DataType = 4;
    private const byte NoSlot = 0xFF;
    private const int SlotBytes = 2 * sizeof(ushort);
    private const int LinkBytes = 6;
    private const int BinaryBytes = sizeof(int) + 1;

    // Not a continuation, and not continued.
    private static ReadOnlySpan<byte> Whole => [0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

    private static ReadOnlySpan<byte> IdName => "\x05_id\0"u8;

    private static ReadOnlySpan<byte> RowsName => "\x05v\0"u8;

    /// <summary>How many slots may hold a document.</summary>
    public static int Slots(ReadOnlySpan<byte> page) =>
        page[TypeOffset] == DataType && page[HighestSlotOffset] is not NoSlot and var highest ? highest + 1 : 0;

    /// <summary>The document of a slot, if it lies in this page as a whole.</summary>
    /// <param name="page">The page, verified.</param>
    /// <param name="slot">Less than <see cref="Slots"/>.</param>
    /// <param name="id">The block's lower bound.</param>
    /// <param name="rows">Where in the page its rows lie.</param>
    public static bool TryRead(ReadOnlySpan<byte> page, int slot, out ReadOnlySpan<byte> id, out Range rows)
    {
        id = default;
        rows = default;
        var footer = page.Length - ((page[HighestSlotOffset] + 1) * SlotBytes);
        var entry = page[(page.Length - ((slot + 1) * SlotBytes))..];
        int length = BinaryPrimitives.ReadUInt16LittleEndian(entry);
        int start = BinaryPrimitives.ReadUInt16LittleEndian(entry[sizeof(ushort)..]);
        if (start < HeaderBytes || length < LinkBytes || start + length > footer)
        {
            return false;
        }

        var rest = page.Slice(start, length);
        if (!rest.StartsWith(Whole))
        {
            return false;
        }

        rest = rest[LinkBytes..];
        if (rest.Length < sizeof(int) || BinaryPrimitives.ReadInt32LittleEndian(rest) != rest.Length)
        {
            return false;
        }

        rest = rest[sizeof(int)..];
        if (!TryTake(ref rest, IdName, out id) || !TryTake(ref rest, RowsName, out var content) || !rest.SequenceEqual((ReadOnlySpan<byte>)[0]))
        {
            return false;
        }

        var end = start + length - 1;
        rows = (end - content.Length)..end;
        return true;
    }

    /// <summary>The rows of the block that begins at <paramref name="id"/>, if it lies in this page as a whole.</summary>
    public static bool TryFind(ReadOnlySpan<byte> page, ReadOnlySpan<byte> id, out Range rows)
    {
        for (var slot = 0; slot < Slots(page); slot++)
        {
            if (TryRead(page, slot, out var found, out rows) && found.SequenceEqual(id))
            {
                return true;
            }
        }

        rows = default;
        return false;
    }

    private static bool TryTake(scoped ref ReadOnlySpan<byte> rest, scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!rest.StartsWith(name) || rest.Length < name.Length + BinaryBytes)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(rest[name.Length..]);
        var subtype = rest[name.Length + sizeof(int)];
        rest = rest[(name.Length + BinaryBytes)..];
        if (subtype != 0 || length < 0 || length > rest.Length)
        {
            return false;
        }

        value = rest[..length];
        rest = rest[length..];
        return true;
    }
}
