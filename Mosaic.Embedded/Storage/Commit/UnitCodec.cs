using System.Buffers.Binary;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Log;

namespace Mosaic.Storage.Commit;

/// <summary>
/// Units in a frame of the log, one after the other: length (4), sequence (8), stamp (8), UTC ticks (8), rows, counter deltas
/// and changes, each with a count or length (4). A row: key length (2), value length (4; -1 deletes), key, value.
/// </summary>
internal sealed class UnitCodec
{
    private const int Header = sizeof(int) + (3 * sizeof(long));
    private byte[] _bytes = new byte[64 * 1024];
    private int _length = FrameHeader.Size;

    /// <summary>The frame so far, with room for its header in front.</summary>
    public Span<byte> Frame => _bytes.AsSpan(0, _length);

    public int Length => _length;

    public void Begin()
    {
        const int keep = 4 * 1024 * 1024;
        if (_bytes.Length > keep)
        {
            _bytes = new byte[64 * 1024];
        }

        _length = FrameHeader.Size;
    }

    /// <summary>Takes back what was added since the frame had <paramref name="length"/> bytes.</summary>
    public void Truncate(int length) => _length = length;

    public void Add(UnitContext unit, in ChangeRecord record)
    {
        var start = _length;
        var header = Take(Header);
        BinaryPrimitives.WriteInt64LittleEndian(header[4..], record.Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(header[12..], record.Stamp);
        BinaryPrimitives.WriteInt64LittleEndian(header[20..], record.Ticks);
        BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), unit.Rows.Count);
        foreach (var (key, value) in (Dictionary<byte[], byte[]?>)unit.Rows)
        {
            var row = Take(6 + key.Length + (value?.Length ?? 0));
            BinaryPrimitives.WriteUInt16LittleEndian(row, (ushort)key.Length);
            BinaryPrimitives.WriteInt32LittleEndian(row[2..], value?.Length ?? -1);
            key.CopyTo(row[6..]);
            value?.CopyTo(row[(6 + key.Length)..]);
        }

        BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), unit.CounterDeltas.Count);
        foreach (var (counter, delta) in unit.CounterDeltas)
        {
            var target = Take(2 * sizeof(long));
            BinaryPrimitives.WriteInt64LittleEndian(target, counter);
            BinaryPrimitives.WriteInt64LittleEndian(target[8..], delta);
        }

        BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), record.Changes.Length);
        record.Changes.Span.CopyTo(Take(record.Changes.Length));
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), _length - start);
    }

    /// <summary>Reads the units of a frame; what they hold are parts of it.</summary>
    public static IEnumerable<LoggedUnit> Read(byte[] frame)
    {
        var at = FrameHeader.Size;
        while (at < frame.Length)
        {
            var unit = ReadOne(frame.AsMemory(at, BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(at))));
            at += BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(at));
            yield return unit;
        }
    }

    private static LoggedUnit ReadOne(ReadOnlyMemory<byte> unit)
    {
        var rest = unit.Span[Header..];
        var rows = new List<Rows.RowChange>(ReadCount(ref rest));
        for (var i = rows.Capacity; i > 0; i--)
        {
            var keyLength = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            var valueLength = BinaryPrimitives.ReadInt32LittleEndian(rest[2..]);
            var at = unit.Length - rest.Length + 6;
            rows.Add(new Rows.RowChange(
                unit.Slice(at, keyLength),
                valueLength < 0 ? default(ReadOnlyMemory<byte>?) : unit.Slice(at + keyLength, valueLength)));
            rest = rest[(6 + keyLength + Math.Max(0, valueLength))..];
        }

        var counters = new List<KeyValuePair<long, long>>();
        for (var i = ReadCount(ref rest); i > 0; i--)
        {
            counters.Add(new(BinaryPrimitives.ReadInt64LittleEndian(rest), BinaryPrimitives.ReadInt64LittleEndian(rest[8..])));
            rest = rest[16..];
        }

        var record = new ChangeRecord(
            BinaryPrimitives.ReadInt64LittleEndian(unit.Span[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(unit.Span[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(unit.Span[20..]),
            unit.Slice(unit.Length - rest.Length + sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(rest)));
        return new LoggedUnit(record, rows, counters);
    }

    private static int ReadCount(ref ReadOnlySpan<byte> rest)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[sizeof(int)..];
        return count;
    }

    private Span<byte> Take(int count)
    {
        var needed = checked(_length + count);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Math.Max(needed, _bytes.Length * 2L), Array.MaxLength));
        }

        var taken = _bytes.AsSpan(_length, count);
        _length += count;
        return taken;
    }
}
