using Mosaic.Backends;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Commit;

/// <summary>
/// What a unit sees and changes while it is prepared: the newest rows, earlier members of its group and itself included.
/// </summary>
internal sealed class UnitContext(RowStore store)
{
    private const long BytesMax = 256L << 20;
    private static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b));

    private readonly Dictionary<byte[], byte[]?> _rows = new(RowKeyComparer.Instance);
    private readonly List<ChangedRow> _changes = [];
    private readonly List<KeyValuePair<long, long>> _counters = [];
    private readonly List<Action> _staged = [];
    private readonly List<Action> _published = [];
    private bool _scanned;
    private SortedSet<byte[]>? _ordered; // the keys of the rows, in a unit that scans again and again
    private long _bytes;

    /// <summary>Another one for every unit that is prepared, whether it is staged or not.</summary>
    public long Preparation { get; private set; }

    /// <summary>The number that the unit gets if it changes anything.</summary>
    public long Sequence { get; private set; }

    /// <summary>UTC; never before that of an earlier unit of this process.</summary>
    public DateTimeOffset Now { get; private set; }

    public IReadOnlyDictionary<byte[], byte[]?> Rows => _rows;

    // Lists, not interfaces: their enumerators would be garbage of every commit.
    public List<ChangedRow> Changes => _changes;

    public List<KeyValuePair<long, long>> CounterDeltas => _counters;

    /// <summary>What <see cref="OnPublished"/> was given.</summary>
    public IReadOnlyList<Action> Published => _published;

    /// <summary>How many of the unit's own rows its scans have looked at.</summary>
    public int Looks { get; private set; }

    public bool IsEmpty => _rows.Count == 0 && _changes.Count == 0;

    public void Begin(long sequence, DateTimeOffset now)
    {
        Preparation++;
        Sequence = sequence;
        Now = now;
        Looks = 0;
        _bytes = 0;
        _scanned = false;
        _ordered = null;
        _rows.Clear();
        _changes.Clear();
        _counters.Clear();
        _staged.Clear();
        _published.Clear();
    }

    public byte[]? Get(byte[] key) => _rows.TryGetValue(key, out var value) ? value : store.GetNewest(key);

    /// <summary>Rows of a short range in key order.</summary>
    public List<ScannedRow> Scan(byte[] from, byte[] to, int rowsMax)
    {
        var mine = Mine(from, to, rowsMax);
        var rows = store.ScanNewest(from, to, rowsMax + mine.Count).Rows;
        if (mine.Count > 0)
        {
            rows.RemoveAll(row => _rows.ContainsKey(row.Key.ToArray()));
            rows.AddRange(mine.Where(static row => row.Value is not null).Select(static row => new ScannedRow(row.Key, row.Value)));
            rows.Sort(static (a, b) => a.Key.Span.SequenceCompareTo(b.Key.Span));
        }

        return rows.Count <= rowsMax ? rows : rows[..rowsMax];
    }

    /// <exception cref="MosaicException">The unit has become too large.</exception>
    public void Put(byte[] key, byte[] value)
    {
        _bytes += key.Length + value.Length;
        if (_bytes > BytesMax)
        {
            throw new UnitTooLargeException($"One commit changes more than {BytesMax >> 20} MB.")
            {
                Operation = "commit",
                Hint = "Write in smaller batches; what belongs together in one transaction is seldom so much.",
            };
        }

        _rows[key] = value;
        _ordered?.Add(key);
    }

    public void Delete(byte[] key)
    {
        _rows[key] = null;
        _ordered?.Add(key);
    }

    public void Count(long counter, long delta) => _counters.Add(new(counter, delta));

    public void Changed(ChangeKind kind, string collection, string id, long version, ChangeOperation operation) =>
        _changes.Add(new ChangedRow(kind, collection, id, version, operation));

    /// <summary>Runs when the unit is part of its group for good: later members see what it sets.</summary>
    public void OnStaged(Action action) => _staged.Add(action);

    /// <summary>
    /// Runs on the write loop when the unit is on stable storage and readers see it, before its caller is told. Short, and never throws.
    /// </summary>
    public void OnPublished(Action action) => _published.Add(action);

    public void Staged()
    {
        foreach (var action in _staged)
        {
            action();
        }
    }

    /// <summary>The unit's own rows of a range, deleted ones too, up to the last that a scan of so many rows can need.</summary>
    private List<KeyValuePair<byte[], byte[]?>> Mine(byte[] from, byte[] to, int rowsMax)
    {
        var mine = new List<KeyValuePair<byte[], byte[]?>>();
        if (_rows.Count == 0 || ByBytes.Compare(from, to) >= 0)
        {
            return mine;
        }

        var live = 0;
        foreach (var key in KeysFrom(from, to))
        {
            if (ByBytes.Compare(key, to) >= 0)
            {
                break; // the view has its end, too
            }

            Looks++;
            var value = _rows[key];
            mine.Add(new(key, value));
            if (value is not null && ++live == rowsMax)
            {
                break;
            }
        }

        return mine;
    }

    /// <summary>Most units scan once or never: the first scan looks at every row, and an order is kept from the second on.</summary>
    private IEnumerable<byte[]> KeysFrom(byte[] from, byte[] to)
    {
        if (_ordered is null)
        {
            Looks += _rows.Count;
            if (!_scanned)
            {
                _scanned = true;
                return _rows.Keys.Where(key => ByBytes.Compare(key, from) >= 0 && ByBytes.Compare(key, to) < 0).Order(ByBytes);
            }

            _ordered = new SortedSet<byte[]>(_rows.Keys, ByBytes);
        }

        return _ordered.GetViewBetween(from, to);
    }
}
