using System.Buffers.Binary;

namespace Mosaic.Storage.Pages;

/// <summary>
/// LiteDB's page as it stands in the file. Its own header has four bytes (14 to 17, the transaction id) that mean something
/// only in LiteDB's log and are always 0xFFFFFFFF in a data file; there the page's checksum stands, so that damage is seen
/// when a page is read and the file stays one that LiteDB opens.
/// </summary>
internal static class PageCodec
{
    public const int Size = 8192;
    private const int ChecksumOffset = 14;

    public static void Seal(Span<byte> page) =>
        BinaryPrimitives.WriteUInt32LittleEndian(page[ChecksumOffset..], Sum(page));

    /// <summary>Checks a page that came from the file and gives LiteDB its four bytes back.</summary>
    public static bool TryUnseal(Span<byte> page, int number)
    {
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(page[ChecksumOffset..]);
        if (stored == 0 && page.IndexOfAnyExcept((byte)0) < 0)
        {
            return true; // a page that LiteDB allocated and has not used yet
        }

        if (stored != Sum(page) || BinaryPrimitives.ReadUInt32LittleEndian(page) != (uint)number)
        {
            return false;
        }

        Unmark(page);
        return true;
    }

    /// <summary>Puts LiteDB's own value where the checksum stands.</summary>
    public static void Unmark(Span<byte> page) =>
        BinaryPrimitives.WriteUInt32LittleEndian(page[ChecksumOffset..], uint.MaxValue);

    private static uint Sum(ReadOnlySpan<byte> page) =>
        Checksum.Of(page[..ChecksumOffset], page[(ChecksumOffset + sizeof(uint))..]);
}
