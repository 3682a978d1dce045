using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Mosaic.Backends;

namespace Mosaic.Postgres.Channels;

/// <summary>The subscribers of one channel in this process. What is told of the channel goes to each in the order of commits.</summary>
internal sealed partial class PostgresTopic : IAsyncDisposable
{
    private readonly string _channel;
    private readonly ChannelUnits _units;
    private readonly ILogger _logger;
    private readonly Action<PostgresTopic> _retired;
    private readonly IDisposable _told;
    private readonly Channel<string?> _notifications = System.Threading.Channels.Channel.CreateUnbounded<string?>(new() { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly List<(Subscription Subscriber, long From)> _live = [];
    private readonly List<PostgresSubscription> _durable = [];
    private long _polledTo;
    private bool _ended;

    public PostgresTopic(string channel, ChannelUnits units, Notifications.Notifications notifications, ILogger logger, Action<PostgresTopic> retired)
    {
        (_channel, _units, _logger, _retired) = (channel, units, logger, retired);
        _told = notifications.Subscribe($"channel/{channel}", content => _notifications.Writer.TryWrite(content));
        _ = Task.Run(HandOnAsync);
    }

    public string Channel => _channel;

    public bool HasLive
    {
        get
        {
            lock (_gate)
            {
                return _live.Count > 0;
            }
        }
    }

    /// <summary>The number that the messages which the next poll is to find are above.</summary>
    public long PolledTo => Volatile.Read(ref _polledTo);

    /// <param name="make">Makes the subscriber.</param>
    /// <param name="from">It gets messages above this number; 0: those that are told from here on.</param>
    /// <returns>null: it is retired, another has its name.</returns>
    public Subscriber? Add(Func<Action<Subscriber>, Subscriber> make, long from)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return null;
            }

            var subscriber = make(Remove);
            if (subscriber is PostgresSubscription durable)
            {
                _durable.Add(durable);
            }
            else
            {
                _polledTo = _live.Count == 0 ? Math.Max(_polledTo, from) : _polledTo;
                _live.Add(((Subscription)subscriber, from));
            }

            return subscriber;
        }
    }

    public IReadOnlyList<PostgresSubscription> Durable()
    {
        lock (_gate)
        {
            return _durable.Count == 0 ? [] : [.. _durable];
        }
    }

    public bool Has(string name)
    {
        lock (_gate)
        {
            return _durable.Exists(durable => durable.Name == name);
        }
    }

    /// <summary>Has the durable subscribers look.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _durable.ForEach(static durable => durable.Wake());
        }
    }

    public async ValueTask DisposeAsync()
    {
        Subscriber[] subscribers;
        lock (_gate)
        {
            subscribers = [.. _live.Select(static live => live.Subscriber), .. _durable];
        }

        End();
        foreach (var subscriber in subscribers)
        {
            await subscriber.EndAsync().ConfigureAwait(false); // a handler may itself be waiting for the store to close
        }
    }

    private async Task HandOnAsync()
    {
        await foreach (var told in _notifications.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await HandOnAsync(told).ConfigureAwait(false);
            }
            catch (Exception error) when (error is MosaicException or ObjectDisposedException)
            {
                _logger.LogError(error, "A message of channel {Channel} could not be read and is lost to its subscribers.", _channel);
                Pass(long.MaxValue, null);
            }
        }
    }

    /// <summary>A message that a poll found; of one poll after the other.</summary>
    public void HandOnPolled(ChannelMessage message)
    {
        var number = long.Parse(message.Cursor, CultureInfo.InvariantCulture);
        Volatile.Write(ref _polledTo, number);
        Pass(number, message);
    }

    private async ValueTask HandOnAsync(string? told)
    {
        if (told is null)
        {
            Pass(long.MaxValue, null);
            return;
        }

        Wake();
        var end = told.IndexOf('\n', StringComparison.Ordinal);
        var head = (end < 0 ? told : told[..end]).Split(' ');
        var number = long.Parse(head[0], CultureInfo.InvariantCulture);
        var content = end >= 0 ? told[(end + 1)..] : HasLive ? await _units.ContentAsync(_channel, number, CancellationToken.None).ConfigureAwait(false) : null;
        var at = DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(head[1], CultureInfo.InvariantCulture));
        Pass(number, content is null ? null : new ChannelMessage(_channel, content, head[0], at));
    }

    private void Remove(Subscriber subscriber)
    {
        lock (_gate)
        {
            _ = subscriber is PostgresSubscription durable ? _durable.Remove(durable) : _live.RemoveAll(live => live.Subscriber == subscriber) > 0;
            if (_live.Count > 0 || _durable.Count > 0)
            {
                return;
            }
        }

        End();
    }

    private void End()
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
        }

        _retired(this);
        _told.Dispose();
        _notifications.Writer.TryComplete();
        Pass(long.MaxValue, null);
    }
}
