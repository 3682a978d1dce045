using Microsoft.Extensions.Logging;
using Mosaic.Postgres.Sessions;

namespace Mosaic.Postgres.Channels;

/// <summary>Looks from time to time, and when it is asked to, for all subscribers of this process at once: for durable ones what waits for them;
/// behind a transaction pooler, where nothing is told, for the others too, and it renews their leases.</summary>
internal sealed class ChannelPoll(PostgresSession session, ChannelUnits units, Func<IEnumerable<PostgresTopic>> topics, ILogger logger)
{
    private readonly TimeProvider _time = session.Options.TimeProvider;
    private TaskCompletionSource _asked = NewSignal();
    private long? _renewed;

    /// <summary>By which the server knows this process's wish to have messages wait.</summary>
    public Guid Poller { get; } = Guid.CreateVersion7();

    /// <summary>Has it look soon.</summary>
    public void Ask() => Volatile.Read(ref _asked).TrySetResult();

    public async Task RunAsync(CancellationToken closing)
    {
        while (true)
        {
            var asked = Volatile.Read(ref _asked);
            try
            {
                await asked.Task.WaitAsync(session.Options.PollInterval, _time, closing).ConfigureAwait(false);
                Volatile.Write(ref _asked, NewSignal()); // before the look that it is to follow
            }
            catch (TimeoutException)
            {
                // Time to look.
            }

            try
            {
                await LookAsync(closing).ConfigureAwait(false);
            }
            catch (MosaicException error)
            {
                logger.LogWarning(error, "Messages of channels could not be looked for; it is tried again in {Period}.", session.Options.PollInterval);
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask LookAsync(CancellationToken closing)
    {
        var durable = topics().SelectMany(static topic => topic.Durable()).ToList();
        if (session.BehindTransactionPooler)
        {
            var live = topics().Where(static topic => topic.HasLive).ToList();
            if (live.Count + durable.Count > 0)
            {
                await RenewAsync(durable, live, closing).ConfigureAwait(false);
                await HandOnAsync(live, closing).ConfigureAwait(false);
            }
        }

        if (durable.Count > 0)
        {
            var waiting = (await units.WaitingAsync(durable, closing).ConfigureAwait(false)).ToHashSet();
            durable.Where(subscription => waiting.Contains((subscription.OfChannel, subscription.Name))).ToList().ForEach(static subscription => subscription.Wake());
        }
    }

    private async ValueTask RenewAsync(List<PostgresSubscription> durable, List<PostgresTopic> live, CancellationToken closing)
    {
        var since = _renewed is { } renewed ? _time.GetElapsedTime(renewed) : TimeSpan.Zero;
        if (_renewed is not null && since < ChannelUnits.LeaseTime / 3)
        {
            return;
        }

        if (since > ChannelUnits.PolledFor)
        {
            logger.LogWarning("The server was not asked for {Time}: subscribers that are not durable may have missed messages.", since);
        }

        var now = _time.GetTimestamp();
        await units.RenewAsync(durable, [.. live.Select(static topic => topic.Channel)], Poller, closing).ConfigureAwait(false);
        _renewed = now;
    }

    private async ValueTask HandOnAsync(List<PostgresTopic> live, CancellationToken closing)
    {
        var byName = live.ToDictionary(static topic => topic.Channel);
        List<ChannelMessage> page;
        do
        {
            page = await units.PolledAsync([.. byName.Keys], [.. byName.Values.Select(static topic => topic.PolledTo)], closing).ConfigureAwait(false);
            page.ForEach(message => byName[message.Channel].HandOnPolled(message));
        }
        while (page.Count > 0);
    }
}
