using System.Buffers.Binary;

namespace Mosaic.Storage.Pages;

/// <summary>
/// Who a data file is and how far it has come: 68 bytes that LiteDB leaves unused in its header page, within the first
/// sector, so that a torn page still tells it.
/// </summary>
/// <param name="StoreId">Random, for the life of the store and its copies.</param>
/// <param name="FileId">Random, for this file: compaction makes another one.</param>
/// <param name="Checkpoint">Counts checkpoints; every open makes one.</param>
/// <param name="Sequence">All units up to this one are in the file.</param>
/// <param name="Stamp">The random stamp of that unit; 0 before the first.</param>
/// <param name="Pages">Length of the file in LiteDB's pages; 0: blank, a header page that LiteDB has not written yet.</param>
/// <param name="Generation">The log generation that continues the file; older ones are in it.</param>
/// <param name="Closed">Nothing was acknowledged since this checkpoint: the file is whole without its log.</param>
internal readonly record struct FileIdentity(
    Guid StoreId, uint FileId, long Checkpoint, long Sequence, ulong Stamp, int Pages, long Generation, bool Closed)
{
    public const int FormatVersion = 1;
    private const int LiteDbMarkOffset = 32;
    private const int Offset = 112;
    private const int Size = 68;
    private const ushort ClosedFlag = 1;
    private const uint Magic = 0x434F534D; // "MOSC"

    private static ReadOnlySpan<byte> LiteDbMark => "** This is a LiteDB file **"u8;

    /// <summary>Makes the header page of a file that LiteDB has not seen.</summary>
    /// <param name="headerPage">Zeros, a sector of them at least.</param>
    public void WriteBlank(Span<byte> headerPage)
    {
        LiteDbMark.CopyTo(headerPage[LiteDbMarkOffset..]);
        Write(headerPage);
    }

    public void Write(Span<byte> headerPage)
    {
        var target = headerPage.Slice(Offset, Size);
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(target[4..], FormatVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(target[6..], Closed ? ClosedFlag : (ushort)0);
        StoreId.TryWriteBytes(target[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[24..], FileId);
        BinaryPrimitives.WriteInt64LittleEndian(target[28..], Checkpoint);
        BinaryPrimitives.WriteInt64LittleEndian(target[36..], Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(target[44..], Stamp);
        BinaryPrimitives.WriteInt32LittleEndian(target[52..], Pages);
        BinaryPrimitives.WriteInt64LittleEndian(target[56..], Generation);
        BinaryPrimitives.WriteUInt32LittleEndian(target[64..], Checksum.Of(target[..64]));
    }

    /// <exception cref="StoreCorruptException">Not a Mosaic file, a newer format, or damaged.</exception>
    public static FileIdentity Read(ReadOnlySpan<byte> firstSector, string path)
    {
        if (!firstSector[LiteDbMarkOffset..].StartsWith(LiteDbMark))
        {
            throw Refused(path, "is not a Mosaic store", "Choose another path; the file was not touched.");
        }

        var source = firstSector.Slice(Offset, Size);
        if (BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic)
        {
            throw Refused(path, "is a plain LiteDB file, not a Mosaic store", "Import its documents into a new store.");
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(source[4..]);
        if (version > FormatVersion)
        {
            throw Refused(
                path,
                $"has format {version}; this version of Mosaic reads formats up to {FormatVersion}",
                "Update the Mosaic.Embedded package; the file was not touched.");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(source[64..]) != Checksum.Of(source[..64]))
        {
            throw Refused(path, "has a damaged header", "Restore the file from a backup.");
        }

        return new FileIdentity(
            new Guid(source[8..24]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[28..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[36..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[44..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[52..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[56..]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[6..]) == ClosedFlag);
    }

    private static StoreCorruptException Refused(string path, string what, string hint) => new($"'{path}' {what}.")
    {
        Operation = "open",
        Target = path,
        Hint = hint,
    };
}
