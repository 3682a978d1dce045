using Microsoft.Extensions.Logging;
using Mosaic.Backends;
using Mosaic.Queue;
using Mosaic.Storage;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Channels;

/// <summary>Once a minute lets messages go that every durable subscription has handled, and those beyond the age and the number that are kept.</summary>
internal sealed class ChannelRetention : IAsyncDisposable
{
    private const int UnitRows = 2_000;

    private readonly StoreCore _core;
    private readonly DurableNames _names;
    private readonly ILogger _logger;
    private readonly QueueTimer _timer;

    public ChannelRetention(StoreCore core, DurableNames names, TimeProvider time, bool readOnly, ILogger logger)
    {
        _core = core;
        _names = names;
        _logger = logger;
        _timer = new QueueTimer(time, TrimAsync, logger);
        if (!readOnly)
        {
            _timer.NoLaterThan(ChannelRules.TrimPeriod);
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private async Task<TimeSpan?> TrimAsync()
    {
        foreach (var channel in Channels())
        {
            await TrimAsync(channel).ConfigureAwait(false);
        }

        return ChannelRules.TrimPeriod;
    }

    /// <summary>Those with durable subscriptions, and those that had one: their messages may still be there.</summary>
    private IEnumerable<string> Channels()
    {
        var prefix = Keys.Of(RowTable.ChannelMessage);
        var to = Keys.After(prefix);
        for (byte[]? from = prefix; from is not null && _core.Rows.Scan(from, to, 1, int.MaxValue).Rows is [var row, ..];)
        {
            var channel = System.Text.Encoding.UTF8.GetString(row.Key.Span.Slice(2, row.Key.Span[1]));
            yield return channel;
            from = Keys.After(ChannelRows.Messages(channel));
        }
    }

    private async ValueTask TrimAsync(string channel)
    {
        var handled = _names.Handled(channel);
        var oldest = _core.Clock.Now() - ChannelRules.AgeMax;
        var to = Keys.After(ChannelRows.Messages(channel));
        var all = new List<(long Number, bool MayGo)>();
        for (byte[]? from = ChannelRows.Messages(channel); from is not null;)
        {
            var page = _core.Rows.Scan(from, to, UnitRows, 4 << 20);
            from = page.Next?.ToArray();
            all.AddRange(page.Rows.Select(row => (ChannelRows.ReadNumber(row.Key.Span), ChannelRows.ReadTime(row.Value.Span) < oldest)));
        }

        var go = Math.Max(all.FindLastIndex(message => message.Number <= handled || message.MayGo) + 1, all.Count - ChannelRules.MessagesMax);
        if (go > 0 && all[go - 1].Number > handled)
        {
            _logger.LogWarning("Messages of channel {Channel} are let go that a durable subscription has not handled: it is more than {Messages} or a week behind.", channel, ChannelRules.MessagesMax);
        }

        foreach (var numbers in all.Take(Math.Max(0, go)).Select(static message => message.Number).Chunk(UnitRows))
        {
            await _core.CommitAsync(
                new DelegateUnit<int>(context =>
                {
                    Array.ForEach(numbers, number => context.Delete(ChannelRows.Message(channel, number)));
                    context.Put(ChannelRows.Trim(channel), ChannelRows.EncodeNumber(numbers[^1]));
                    return numbers.Length;
                }),
                CancellationToken.None).ConfigureAwait(false);
        }
    }
}
