using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Channels;

/// <summary>Channels of a store on a server. A message goes through the server to whoever is subscribed when it is committed; that of a channel with durable subscriptions is also a row.</summary>
internal sealed class PostgresChannels : IChannels, IAsyncDisposable
{
    private const int TrimRows = 2_000;
    private static readonly SubscribeOptions Plain = new();

    private readonly PostgresSession _session;
    private readonly ChannelUnits _units;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, PostgresTopic> _topics = new(StringComparer.Ordinal);
    private readonly ChannelPoll _poll;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _trimming;
    private readonly Task _polling;
    private volatile bool _closed;

    public PostgresChannels(PostgresSession session)
    {
        _session = session;
        _units = new ChannelUnits(session);
        _logger = (ILogger?)session.Options.LoggerFactory?.CreateLogger<PostgresChannels>() ?? NullLogger.Instance;
        _trimming = TrimAsync();
        _poll = new ChannelPoll(session, _units, () => _topics.Values, _logger);
        _polling = _poll.RunAsync(_closing.Token);
        session.Notifications.Connected += OnConnected;
    }

    public async ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken = default)
    {
        ChannelRules.Validate(channel, message);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfClosed();
        var number = await _units.PublishAsync(channel, message, cancellationToken).ConfigureAwait(false);
        await DeliveredAsync(channel, number, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Publishes a valid message within an open unit; after its commit <see cref="DeliveredAsync"/> is owed.</summary>
    /// <returns>The message's number.</returns>
    public ValueTask<long> PublishAsync(NpgsqlConnection connection, string channel, string message) => _units.PublishAsync(connection, channel, message);

    /// <summary>Waits until the subscribers of this process have a message whose unit was committed.</summary>
    public ValueTask DeliveredAsync(string channel, long number, CancellationToken cancellationToken) =>
        _topics.TryGetValue(channel, out var topic)
            ? new(topic.DeliveredAsync(number, _session.BehindTransactionPooler ? _poll.Ask : null).WaitAsync(cancellationToken))
            : default;

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Func<ChannelMessage, CancellationToken, ValueTask> handler, CancellationToken cancellationToken = default) =>
        SubscribeAsync(channel, handler, Plain, cancellationToken);

    public async ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Func<ChannelMessage, CancellationToken, ValueTask> handler, SubscribeOptions options, CancellationToken cancellationToken = default)
    {
        ChannelRules.ValidateName(channel, nameof(channel));
        ArgumentNullException.ThrowIfNull(handler);
        ChannelRules.Validate(options);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfClosed();
        var from = options.From is null ? (long?)null : ChannelRules.ParseCursor(options.From);
        Subscriber added;
        if (options.Name is not { } name)
        {
            var above = _session.BehindTransactionPooler ? await _units.PollAsync(channel, _poll.Poller, cancellationToken).ConfigureAwait(false) : 0;
            added = Add(channel, remove => new Subscription(channel, handler, options, _logger, remove), above);
        }
        else
        {
            ThrowIfHandled(channel, name);
            var lease = Guid.CreateVersion7();
            switch (await _units.SubscribeAsync(channel, name, from, lease, cancellationToken).ConfigureAwait(false))
            {
                case "handled":
                    throw ChannelRules.HasHandler(channel, name);
                case "trimmed":
                    throw ChannelRules.Trimmed(channel, name);
                case "unknown":
                    throw ChannelRules.NotYet();
            }

            added = Add(channel, remove => new PostgresSubscription(channel, name, handler, _units, lease, _session.Options.TimeProvider, _logger, remove), 0);
        }

        try
        {
            await ListeningAsync(cancellationToken).ConfigureAwait(false);
            return added;
        }
        catch
        {
            await added.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask<bool> UnsubscribeAsync(string channel, string name, CancellationToken cancellationToken = default)
    {
        ChannelRules.ValidateName(channel, nameof(channel));
        ChannelRules.ValidateName(name, nameof(name));
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfClosed();
        ThrowIfHandled(channel, name);
        return await _units.UnsubscribeAsync(channel, name, cancellationToken).ConfigureAwait(false) switch
        {
            "handled" => throw ChannelRules.HasHandler(channel, name),
            var answer => answer == "ok",
        };
    }

    public async ValueTask DisposeAsync()
    {
        _session.Notifications.Connected -= OnConnected;
        lock (_topics)
        {
            _closed = true; // no topic is added any more
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        foreach (var topic in _topics.Values)
        {
            await topic.DisposeAsync().ConfigureAwait(false);
        }

#pragma warning disable VSTHRD003 // this instance began them, and they wait for no caller's context
        await _trimming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _polling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
    }

    private void ThrowIfClosed()
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(PostgresMosaic));
        _session.ThrowIfClosed();
    }

    private void ThrowIfHandled(string channel, string name)
    {
        if (_topics.TryGetValue(channel, out var topic) && topic.Has(name))
        {
            throw ChannelRules.HasHandler(channel, name);
        }
    }

    private Subscriber Add(string channel, Func<Action<Subscriber>, Subscriber> make, long from)
    {
        while (true)
        {
            var topic = Topic(channel);
            if (topic.Add(make, from) is { } added)
            {
                return added;
            }
        }
    }

    /// <summary>Made once: it subscribes.</summary>
    private PostgresTopic Topic(string channel)
    {
        lock (_topics)
        {
            if (!_topics.TryGetValue(channel, out var topic))
            {
                ThrowIfClosed();
                _topics[channel] = topic = new PostgresTopic(
                    channel, _units, _session.Notifications, _logger, retired => _topics.TryRemove(new(retired.Channel, retired)));
            }

            return topic;
        }
    }

    /// <summary>Once this has completed, a subscriber hears whatever is committed.</summary>
    private async ValueTask ListeningAsync(CancellationToken cancellationToken)
    {
        var patience = _session.Options.ConnectTimeout + _session.Options.RetryTimeout;
        try
        {
            await _session.Notifications.ListeningAsync(cancellationToken).WaitAsync(patience, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException error)
        {
            throw new MosaicException($"subscribe: no connection to listen on was had within {patience.TotalSeconds:0} s ({_session.Errors.Target}).", error)
            {
                Operation = "subscribe",
                Target = _session.Errors.Target,
                IsTransient = true,
                Hint = "Repeat the call once the server takes connections: a store holds up to two beside those of its pool.",
            };
        }
    }

    private void OnConnected(bool first)
    {
        _poll.Ask();
        var live = first ? [] : _topics.Values.Where(static topic => topic.HasLive).Select(static topic => topic.Channel).ToList();
        if (live.Count > 0)
        {
            _logger.LogWarning(
                "The connection to the server was lost: subscribers of {Count} channels that are not durable may have missed messages, those of {Channel} among them.", live.Count, live[0]);
        }
    }

    private async Task TrimAsync()
    {
        while (true)
        {
            await Task.Delay(ChannelRules.TrimPeriod, _session.Options.TimeProvider, _closing.Token).ConfigureAwait(false);
            try
            {
                await _units.TrimContentsAsync(_closing.Token).ConfigureAwait(false);
                foreach (var channel in await _units.KeptChannelsAsync(_closing.Token).ConfigureAwait(false))
                {
                    await TrimAsync(channel).ConfigureAwait(false);
                }
            }
            catch (MosaicException error)
            {
                _logger.LogWarning(error, "Messages of channels could not be let go; it is tried again in {Period}.", ChannelRules.TrimPeriod);
            }
        }
    }

    private async Task TrimAsync(string channel)
    {
        (long Gone, long Unhandled) trimmed;
        do
        {
            trimmed = await _units.TrimAsync(channel, ChannelRules.MessagesMax, TrimRows, _closing.Token).ConfigureAwait(false);
            if (trimmed.Unhandled > 0)
            {
                _logger.LogWarning("Messages of channel {Channel} are let go that a durable subscription has not handled: it is more than {Messages} or a week behind.", channel, ChannelRules.MessagesMax);
            }
        }
        while (trimmed.Gone == TrimRows);
    }
}
