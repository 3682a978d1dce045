using Mosaic.Storage.Blocks;

namespace Mosaic.Storage.Rows;

/// <summary>Merges the tables in memory and the blocks on disk in key order; the newest state of a row wins.</summary>
internal ref struct ScanMerge
{
    private const int RunMax = 8;

    private readonly BlockStore _blocks;
    private readonly MemNode[] _nodes;
    private readonly long _sequence;
    private readonly ReadOnlySpan<byte> _to;
    private readonly List<Block> _run = new(RunMax);
    private int _block;
    private int _index;
    private byte[]? _nextRun;
    private int _missing;

    public ScanMerge(BlockStore blocks, StoreView view, long sequence, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        _blocks = blocks;
        _sequence = sequence;
        _to = to;
        _nodes = new MemNode[view.Tables.Length];
        for (var i = 0; i < _nodes.Length; i++)
        {
            _nodes[i] = view.Tables[i].Seek(from);
        }

        _nextRun = blocks.ReadRun(from, to, 1, _run);
        _index = _run.Count > 0 ? _run[0].LowerBound(from) : 0;
    }

    public ScanPage Read(int rowsMax, int bytesMax, long sequence)
    {
        var rows = new List<ScannedRow>();
        var bytes = 0L;
        _missing = rowsMax;
        while (TryNext(out var key, out var value))
        {
            if (_missing == 0 || bytes >= bytesMax)
            {
                return new ScanPage(rows, key.ToArray(), sequence);
            }

            if (value is { } present)
            {
                rows.Add(new ScannedRow(key, present));
                bytes += key.Length + present.Length;
                _missing--;
            }
        }

        return new ScanPage(rows, null, sequence);
    }

    private bool TryNext(out ReadOnlyMemory<byte> key, out ReadOnlyMemory<byte>? value)
    {
        var onDisk = TryDisk(out var row);
        key = row.Key;
        value = onDisk ? row.Value : null;
        var least = default(MemNode);
        foreach (var node in _nodes)
        {
            if (!node.IsNone && (least.IsNone || node.Key.SequenceCompareTo(least.Key) < 0))
            {
                least = node;
            }
        }

        if (least.IsNone || least.Key.SequenceCompareTo(_to) >= 0)
        {
            _index++;
            return onDisk;
        }

        var order = onDisk ? least.Key.SequenceCompareTo(row.Key.Span) : -1;
        if (order > 0)
        {
            _index++;
            return true;
        }

        if (order == 0)
        {
            _index++;
        }
        else
        {
            value = null;
        }

        key = least.KeyMemory;
        var decided = false;
        for (var i = 0; i < _nodes.Length; i++)
        {
            var node = _nodes[i];
            if (!node.IsNone && node.Key.SequenceEqual(key.Span))
            {
                if (!decided && node.Newest.AsOf(_sequence) is { IsNone: false } version)
                {
                    decided = true;
                    value = version.Value;
                }

                _nodes[i] = node.Next(0);
            }
        }

        return true;
    }

    private bool TryDisk(out BlockRow row)
    {
        while (_block < _run.Count)
        {
            var block = _run[_block];
            if (_index < block.Count)
            {
                row = block[_index];
                return row.Key.Span.SequenceCompareTo(_to) < 0;
            }

            _index = 0;
            if (++_block == _run.Count && _nextRun is not null)
            {
                // As many as the rest of the page needs, if they are like this one.
                var wanted = Math.Min(_missing / Math.Max(1, block.Count), RunMax - 1) + 1;
                _nextRun = _blocks.ReadRun(_nextRun, _to, wanted, _run);
                _block = 0;
            }
        }

        row = default;
        return false;
    }
}
