using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Mosaic.Storage.Rows;

/// <summary>
/// Running totals, so that counting never scans. Units carry deltas; the totals are written to disk with the tables that
/// contain those units, beside the unit they are as of, and after a crash the later deltas of the log are added again.
/// </summary>
internal sealed class CounterTable
{
    private const int RowBytes = 2 * sizeof(long);

    private readonly ConcurrentDictionary<long, long> _totals = [];
    private readonly Dictionary<long, long> _asOf = [];
    private readonly HashSet<long> _changed = [];

    public long this[long counter] => _totals.GetValueOrDefault(counter);

    public void Load(IEnumerable<ScannedRow> rows)
    {
        foreach (var row in rows)
        {
            var counter = BinaryPrimitives.ReadInt64BigEndian(row.Key.Span[1..]);
            _totals[counter] = BinaryPrimitives.ReadInt64LittleEndian(row.Value.Span);
            _asOf[counter] = BinaryPrimitives.ReadInt64LittleEndian(row.Value.Span[sizeof(long)..]);
        }
    }

    /// <summary>Adds the deltas of a unit from the log, except to totals that were written after it.</summary>
    public void Replay(long sequence, IReadOnlyList<KeyValuePair<long, long>> deltas) =>
        Add([.. deltas.Where(delta => _asOf.GetValueOrDefault(delta.Key) < sequence)]);

    public void Add(IReadOnlyList<KeyValuePair<long, long>> deltas)
    {
        foreach (var (counter, delta) in deltas)
        {
            _totals[counter] = _totals.GetValueOrDefault(counter) + delta;
            _changed.Add(counter);
        }
    }

    /// <summary>The totals that changed since the last call, in key order.</summary>
    public IReadOnlyList<KeyValuePair<long, long>> TakeChanged()
    {
        var changed = _changed.Order().Select(counter => KeyValuePair.Create(counter, _totals[counter])).ToList();
        _changed.Clear();
        return changed;
    }

    public static byte[] Key(long counter) => Keys.Of(RowTable.Counter, counter);

    public static RowChange ToRow(KeyValuePair<long, long> total, long sequence)
    {
        var value = new byte[RowBytes];
        BinaryPrimitives.WriteInt64LittleEndian(value, total.Value);
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(sizeof(long)), sequence);
        return new RowChange(Key(total.Key), value);
    }
}
