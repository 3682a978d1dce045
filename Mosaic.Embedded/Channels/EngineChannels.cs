using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Mosaic.Backends;
using Mosaic.Queue;
using Mosaic.Storage;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;

namespace Mosaic.Channels;

/// <summary>
/// Channels of a local store. A message goes to whoever is subscribed when it is published; that of a channel with durable
/// subscriptions is also a row, written in the publisher's unit.
/// </summary>
internal sealed class EngineChannels : IChannels, IAsyncDisposable
{
    private static readonly SubscribeOptions Plain = new();

    private readonly StoreCore _core;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, ChannelTopic> _topics = new(StringComparer.Ordinal);
    private readonly DurableNames _durable;
    private readonly ChannelRetention _retention;

    // Numbers of the messages of one unit; touched on the write loop alone.
    private long _lastNumber;

    public EngineChannels(StoreCore core, MosaicOptions options, ILogger logger)
    {
        _core = core;
        _time = options.TimeProvider;
        _logger = logger;
        _durable = new DurableNames(core.Rows);
        _retention = new ChannelRetention(core, _durable, _time, options.ReadOnly, logger);
    }

    public async ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken = default)
    {
        ChannelRules.Validate(channel, message);
        cancellationToken.ThrowIfCancellationRequested();
        _core.Health.ThrowIfClosed();
        var pending = new PendingMessage(channel, message);
        if (_durable.Has(channel))
        {
            await _core.CommitAsync(new DelegateUnit<bool>(context => Keep(context, pending)), cancellationToken).ConfigureAwait(false);
        }

        await DeliverAsync(pending, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Func<ChannelMessage, CancellationToken, ValueTask> handler, CancellationToken cancellationToken = default) =>
        SubscribeAsync(channel, handler, Plain, cancellationToken);

    public async ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Func<ChannelMessage, CancellationToken, ValueTask> handler, SubscribeOptions options, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(channel, nameof(channel));
        ArgumentNullException.ThrowIfNull(handler);
        ChannelRules.Validate(options);
        cancellationToken.ThrowIfCancellationRequested();
        _core.Health.ThrowIfClosed();
        if (options.Name is not { } name)
        {
            return Add(channel, (_, remove) => new Subscription(channel, handler, options, _logger, remove));
        }

        var cursor = options.From is null ? (long?)null : ChannelRules.ParseCursor(options.From);
        ThrowIfHandled(channel, name);
        await _core.CommitAsync(new DelegateUnit<bool>(context => Put(context, channel, name, cursor)), cancellationToken).ConfigureAwait(false);
        return Add(channel, (topic, remove) => topic.Has(name)
            ? throw ChannelRules.HasHandler(channel, name)
            : new DurableSubscription(channel, name, handler, _core, _time, _logger, remove));
    }

    public async ValueTask<bool> UnsubscribeAsync(string channel, string name, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(channel, nameof(channel));
        JobRules.ValidateName(name, nameof(name));
        cancellationToken.ThrowIfCancellationRequested();
        _core.Health.ThrowIfClosed();
        ThrowIfHandled(channel, name);
        return await _core.CommitAsync(
            new DelegateUnit<bool>(context =>
            {
                var row = ChannelRows.Subscription(channel, name);
                if (context.Get(row) is null)
                {
                    return false;
                }

                context.Delete(row);
                context.Changed(ChangeKind.Subscription, channel, name, 0, ChangeOperation.Delete);
                context.OnStaged(() => _durable.Remove(channel, name));
                return true;
            }),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>On the write loop: a message of a channel with durable subscriptions becomes a row, and is handed on once it is on stable storage.</summary>
    public bool Keep(UnitContext context, PendingMessage message)
    {
        if (!_durable.Has(message.Channel))
        {
            return false;
        }

        var number = _lastNumber = Math.Max(_lastNumber + 1, context.Sequence << ChannelTopic.NumbersPerUnitBits);
        var at = context.Now;
        context.Put(ChannelRows.Message(message.Channel, number), ChannelRows.EncodeMessage(message.Content, at));
        context.Changed(ChangeKind.Message, message.Channel, ChannelRows.Cursor(number), 0, ChangeOperation.Put);
        context.OnPublished(() =>
        {
            message.IsKept = true;
            message.Delivered = _topics.TryGetValue(message.Channel, out var topic) ? topic.PublishKept(message.Content, number, at) : Task.CompletedTask;
        });
        return true;
    }

    /// <summary>Hands a valid message on, unless its commit did; waits for who wants publishers to wait.</summary>
    public ValueTask DeliverAsync(PendingMessage message, CancellationToken cancellationToken)
    {
        if (!message.IsKept && _topics.TryGetValue(message.Channel, out var topic))
        {
            message.Delivered = topic.Publish(message.Content, _core.Clock.Now());
        }

        return message.Delivered.IsCompleted ? default : new ValueTask(message.Delivered.WaitAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _retention.DisposeAsync().ConfigureAwait(false);
        foreach (var topic in _topics.Values)
        {
            await topic.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void ThrowIfHandled(string channel, string name)
    {
        if (_topics.TryGetValue(channel, out var topic) && topic.Has(name))
        {
            throw ChannelRules.HasHandler(channel, name);
        }
    }

    private T Add<T>(string channel, Func<ChannelTopic, Action<Subscriber>, T> make)
        where T : Subscriber
    {
        while (true)
        {
            var topic = _topics.GetOrAdd(channel, name => new ChannelTopic(name, _core, retired => _topics.TryRemove(new(retired.Channel, retired))));
            if (topic.Add(remove => make(topic, remove)) is { } added)
            {
                return added;
            }
        }
    }

    private bool Put(UnitContext context, string channel, string name, long? cursor)
    {
        var row = ChannelRows.Subscription(channel, name);
        if (cursor is null && context.Get(row) is not null)
        {
            return false;
        }

        if (cursor is { } from && context.Get(ChannelRows.Trim(channel)) is { } trimmed && from < ChannelRows.DecodeNumber(trimmed))
        {
            throw ChannelRules.Trimmed(channel, name);
        }

        var last = Math.Max(_lastNumber, (context.Sequence << ChannelTopic.NumbersPerUnitBits) - 1);
        if (cursor > last)
        {
            throw ChannelRules.NotYet();
        }

        // Later units have greater numbers; the numbers of this one are not used before it.
        context.Put(row, ChannelRows.EncodeNumber(cursor ?? last));
        context.Changed(ChangeKind.Subscription, channel, name, 0, ChangeOperation.Put);
        context.OnStaged(() => _durable.Add(channel, name));
        return true;
    }
}
