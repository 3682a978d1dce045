using Mosaic.Backends;
using Mosaic.Storage;

namespace Mosaic.Channels;

/// <summary>The live subscribers of one channel. Each gets every message in the same order.</summary>
/// <param name="channel">Its name.</param>
/// <param name="core">The store.</param>
/// <param name="retired">Told when the last subscriber has gone; then nobody can be added any more.</param>
internal sealed class ChannelTopic(string channel, StoreCore core, Action<ChannelTopic> retired) : IAsyncDisposable
{
    /// <summary>Unit n has numbers from n * 2^20 on, as far as its messages are kept; others lie between.</summary>
    public const int NumbersPerUnitBits = 20;

    private readonly Lock _gate = new();
    private readonly List<Subscription> _subscribers = [];
    private readonly List<DurableSubscription> _durable = [];
    private long _last;
    private bool _closed;
    private bool _retired;

    public string Channel => channel;

    /// <returns>null: it is retired, another has its name.</returns>
    public T? Add<T>(Func<Action<Subscriber>, T> make)
        where T : Subscriber
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(MosaicEngine));
            if (_retired)
            {
                return null;
            }

            var subscriber = make(Remove);
            if (subscriber is Subscription live)
            {
                _subscribers.Add(live);
            }
            else if (subscriber is DurableSubscription durable)
            {
                _durable.Add(durable);
            }

            return subscriber;
        }
    }

    public bool Has(string name)
    {
        lock (_gate)
        {
            return _durable.Exists(durable => durable.Name == name);
        }
    }

    /// <summary>Hands a message on that is not kept.</summary>
    /// <returns>What the publisher is to wait for.</returns>
    public Task Publish(string content, DateTimeOffset at)
    {
        lock (_gate)
        {
            _last = Math.Max(_last + 1, core.Rows.Visible << NumbersPerUnitBits);
            return Post(new ChannelMessage(channel, content, ChannelRows.Cursor(_last), at));
        }
    }

    /// <summary>Hands a message on that is kept.</summary>
    /// <returns>What the publisher is to wait for.</returns>
    public Task PublishKept(string content, long number, DateTimeOffset at)
    {
        lock (_gate)
        {
            _last = Math.Max(_last, number);
            _durable.ForEach(static durable => durable.Wake());
            return Post(new ChannelMessage(channel, content, ChannelRows.Cursor(number), at));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Subscriber[] subscribers;
        lock (_gate)
        {
            _closed = true;
            subscribers = [.. _subscribers, .. _durable];
        }

        foreach (var subscriber in subscribers)
        {
            await subscriber.EndAsync().ConfigureAwait(false); // a handler may itself be waiting for the store to close
        }
    }

    private Task Post(ChannelMessage message)
    {
        List<Task>? waits = null;
        foreach (var subscriber in _subscribers.ToArray())
        {
            if (subscriber.Post(message) is { } wait)
            {
                (waits ??= []).Add(wait);
            }
        }

        return waits is null ? Task.CompletedTask : Task.WhenAll(waits);
    }

    private void Remove(Subscriber subscriber)
    {
        lock (_gate)
        {
            _ = subscriber is Subscription live ? _subscribers.Remove(live) : _durable.Remove((DurableSubscription)subscriber);
            if (_subscribers.Count == 0 && _durable.Count == 0 && !_retired)
            {
                _retired = true;
                retired(this);
            }
        }
    }
}
