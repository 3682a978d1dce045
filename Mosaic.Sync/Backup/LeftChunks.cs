using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>The chunks that an interrupted backup left.</summary>
/// <param name="Hashes">SHA-256 of each.</param>
/// <param name="End">Where the last one ends.</param>
/// <param name="Position">How far reading by key had come.</param>
/// <param name="Counts">Rows of each kind.</param>
/// <param name="RecordBytes">Bytes of records.</param>
internal sealed record LeftChunks(
    IReadOnlyList<ReadOnlyMemory<byte>> Hashes, long End, CopyPosition Position, IReadOnlyDictionary<TransferKind, long> Counts, long RecordBytes)
{
    public static readonly LeftChunks None = new([], 0, new CopyPosition(StoreTransfer.Kinds[0], default), new Dictionary<TransferKind, long>(), 0);

    /// <summary>Reads chunks of records until one is not whole, or of something else.</summary>
    public static LeftChunks Read(BackupReader reader)
    {
        var hashes = new List<ReadOnlyMemory<byte>>();
        var counts = new SortedDictionary<TransferKind, long>();
        var position = None.Position;
        var (end, bytes) = (reader.Position, 0L);
        try
        {
            while (reader.Next() is { } frame && ChunkReader.Content(frame.Plain) == ChunkContent.Records)
            {
                foreach (var record in ChunkReader.Records(frame.Plain))
                {
                    bytes += record.Key.Length + record.Value.Length;
                    if (record.Operation == TransferOperation.Put)
                    {
                        counts[record.Kind] = counts.GetValueOrDefault(record.Kind) + 1;
                    }
                }

                position = ChunkReader.Position(frame.Plain);
                position = position with { Next = position.Next.ToArray() };
                hashes.Add(frame.Hash);
                end = reader.Position;
            }
        }
        catch (BackupCorruptException)
        {
            // Cut off while it was written.
        }

        return new LeftChunks(hashes, end, position, counts, bytes);
    }
}
