using Microsoft.Extensions.Logging;
using Mosaic.Backends;

namespace Mosaic.Postgres.Channels;

/// <summary>The handler of a durable subscription, as long as it has the lease.</summary>
internal sealed class PostgresSubscription : DurableSubscriber
{
    private readonly ChannelUnits _units;

    public PostgresSubscription(
        string channel, string name, Func<ChannelMessage, CancellationToken, ValueTask> handler, ChannelUnits units, Guid lease, TimeProvider time, ILogger logger, Action<Subscriber> remove)
        : base(channel, name, handler, time, logger, remove)
    {
        (_units, Lease) = (units, lease);
        Begin();
    }

    public Guid Lease { get; }

    public string OfChannel => Channel;

    protected override async ValueTask<IReadOnlyList<ChannelMessage>?> ReadAsync(CancellationToken ending)
    {
        var page = await _units.PageAsync(Channel, Name, Lease, ending).ConfigureAwait(false);
        if (page is null && !IsEnding)
        {
            Logger.LogWarning("The durable subscription {Name} of channel {Channel} is handled elsewhere; this handler ends.", Name, Channel);
        }

        return page;
    }

    protected override ValueTask KeepAsync(long handled) => _units.KeepAsync(Channel, Name, Lease, handled);

    protected override async ValueTask ReleaseAsync()
    {
        try
        {
            await _units.ReleaseAsync(Channel, Name, Lease).ConfigureAwait(false);
        }
        catch (Exception error) when (error is MosaicException or ObjectDisposedException)
        {
            // The lease ends with this instance.
        }
    }
}
