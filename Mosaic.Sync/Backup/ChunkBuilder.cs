using System.Buffers;
using MessagePack;
using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>Gathers records for a chunk, as MessagePack: content, kind and key of the position, number of records, each of four fields.</summary>
/// <param name="counts">What earlier chunks have of each kind.</param>
internal sealed class ChunkBuilder(IReadOnlyDictionary<TransferKind, long> counts)
{
    private ArrayBufferWriter<byte> _body = new(1 << 16);
    private int _count;

    public int Bytes => _body.WrittenCount;

    public bool IsEmpty => _count == 0;

    /// <summary>Of each kind, how many rows were added.</summary>
    public SortedDictionary<TransferKind, long> Counts { get; } = new(counts.ToDictionary());

    /// <summary>Records that were added.</summary>
    public long Records { get; private set; } = counts.Values.Sum();

    public void Add(IReadOnlyList<TransferRecord> records)
    {
        var writer = new MessagePackWriter(_body);
        foreach (var record in records)
        {
            writer.WriteArrayHeader(4);
            writer.Write((byte)record.Operation);
            writer.Write((byte)record.Kind);
            writer.Write(record.Key.Span);
            writer.Write(record.Value.Span);
            if (record.Operation == TransferOperation.Put)
            {
                Counts[record.Kind] = Counts.GetValueOrDefault(record.Kind) + 1;
            }
        }

        writer.Flush();
        _count += records.Count;
        Records += records.Count;
    }

    /// <summary>The chunk; the next one begins.</summary>
    public byte[] Take(CopyPosition position) => Finish(ChunkContent.Records, position);

    /// <summary>A chunk of ranges.</summary>
    public byte[] Take(IReadOnlyCollection<KeyRange> ranges)
    {
        var writer = new MessagePackWriter(_body);
        foreach (var range in ranges)
        {
            writer.WriteArrayHeader(4);
            writer.Write((byte)range.Kind);
            writer.Write(range.From.Span);
            writer.Write(range.Digest.Span);
            writer.Write(range.Rows);
        }

        writer.Flush();
        _count = ranges.Count;
        return Finish(ChunkContent.Ranges, default);
    }

    private byte[] Finish(ChunkContent content, CopyPosition position)
    {
        var head = new ArrayBufferWriter<byte>(64);
        var writer = new MessagePackWriter(head);
        writer.Write((byte)content);
        writer.Write((byte)position.Kind);
        writer.Write(position.Next.Span);
        writer.Write(_count);
        writer.Flush();
        var chunk = GC.AllocateUninitializedArray<byte>(head.WrittenCount + _body.WrittenCount);
        head.WrittenSpan.CopyTo(chunk);
        _body.WrittenSpan.CopyTo(chunk.AsSpan(head.WrittenCount));
        _count = 0;
        if (_body.Capacity > 16 << 20)
        {
            _body = new ArrayBufferWriter<byte>(1 << 16);
        }
        else
        {
            _body.ResetWrittenCount();
        }

        return chunk;
    }
}
