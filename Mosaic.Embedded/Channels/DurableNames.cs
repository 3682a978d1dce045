using Mosaic.Storage.Rows;

namespace Mosaic.Channels;

/// <summary>Which channels have durable subscriptions. Changed on the write loop.</summary>
internal sealed class DurableNames
{
    private readonly RowStore _rows;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<string>> _names = new(StringComparer.Ordinal);

    public DurableNames(RowStore rows)
    {
        _rows = rows;
        var from = Keys.Of(RowTable.ChannelSubscription);
        foreach (var row in rows.Scan(from, Keys.After(from), int.MaxValue, int.MaxValue).Rows)
        {
            var (channel, name) = ChannelRows.ReadSubscription(row.Key.Span);
            Add(channel, name);
        }
    }

    public bool Has(string channel)
    {
        lock (_gate)
        {
            return _names.ContainsKey(channel);
        }
    }

    /// <summary>The last message that all of them have handled.</summary>
    public long Handled(string channel)
    {
        string[] names;
        lock (_gate)
        {
            names = _names.TryGetValue(channel, out var known) ? [.. known] : [];
        }

        return names.Length == 0
            ? long.MaxValue
            : names.Min(name => _rows.Get(ChannelRows.Subscription(channel, name)) is { } row ? ChannelRows.DecodeNumber(row) : long.MaxValue);
    }

    public void Add(string channel, string name)
    {
        lock (_gate)
        {
            if (!_names.TryGetValue(channel, out var names))
            {
                _names[channel] = names = new HashSet<string>(StringComparer.Ordinal);
            }

            names.Add(name);
        }
    }

    public void Remove(string channel, string name)
    {
        lock (_gate)
        {
            if (_names.TryGetValue(channel, out var names) && names.Remove(name) && names.Count == 0)
            {
                _names.Remove(channel);
            }
        }
    }
}
