using Microsoft.Extensions.Logging;

namespace Mosaic.Channels;

/// <summary>The subscribers of one channel. Each gets every message in the same order.</summary>
internal sealed class ChannelTopic : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Subscription> _subscribers = [];
    private long _last;
    private bool _closed;

    public Subscription Add(string channel, Func<ChannelMessage, CancellationToken, ValueTask> handler, ILogger logger)
    {
        var subscription = new Subscription(channel, handler, logger, Remove);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(MosaicEngine));
            _subscribers.Add(subscription);
        }

        return subscription;
    }

    public void Publish(Func<long, ChannelMessage> message)
    {
        lock (_gate)
        {
            _last++;
            if (_subscribers.Count == 0)
            {
                return;
            }

            var published = message(_last);
            foreach (var subscription in _subscribers)
            {
                subscription.Post(published);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Subscription[] subscribers;
        lock (_gate)
        {
            _closed = true;
            subscribers = [.. _subscribers];
        }

        foreach (var subscription in subscribers)
        {
            await subscription.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            _subscribers.Remove(subscription);
        }
    }
}
