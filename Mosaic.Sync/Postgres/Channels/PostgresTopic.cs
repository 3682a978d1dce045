using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Mosaic.Backends;

namespace Mosaic.Postgres.Channels;

/// <summary>The subscribers of one channel in this process. What is told of the channel goes to each in the order of commits.</summary>
internal sealed class PostgresTopic : IAsyncDisposable
{
    private readonly string _channel;
    private readonly ChannelUnits _units;
    private readonly ILogger _logger;
    private readonly Action<PostgresTopic> _retired;
    private readonly IDisposable _told;
    private readonly Channel<string?> _notifications = System.Threading.Channels.Channel.CreateUnbounded<string?>(new() { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly List<Subscription> _live = [];
    private readonly List<PostgresSubscription> _durable = [];
    private readonly Dictionary<long, TaskCompletionSource<Task>> _publishers = [];
    private readonly Dictionary<long, Task> _waits = [];
    private long _last;
    private bool _ended;

    public PostgresTopic(string channel, ChannelUnits units, Notifications.Notifications notifications, ILogger logger, Action<PostgresTopic> retired)
    {
        (_channel, _units, _logger, _retired) = (channel, units, logger, retired);
        _told = notifications.Subscribe($"channel/{channel}", content => _notifications.Writer.TryWrite(content));
        _ = Task.Run(HandOnAsync);
    }

    public string Channel => _channel;

    /// <returns>null: it is retired, another has its name.</returns>
    public Subscriber? Add(Func<Action<Subscriber>, Subscriber> make)
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
                _live.Add((Subscription)subscriber);
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

    /// <summary>Has the durable subscribers look.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _durable.ForEach(static durable => durable.Wake());
        }
    }

    /// <summary>Completes when the subscribers of this process have a message that it published, as far as they have room.</summary>
    public async Task DeliveredAsync(long number)
    {
        TaskCompletionSource<Task>? told = null;
        Task? wait = null;
        lock (_gate)
        {
            if (_live.Count == 0 || _ended)
            {
                return;
            }

            if (number <= _last)
            {
                _waits.TryGetValue(number, out wait);
            }
            else
            {
                _publishers[number] = told = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        await (told is null ? wait ?? Task.CompletedTask : await told.Task.ConfigureAwait(false)).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        Subscriber[] subscribers;
        lock (_gate)
        {
            subscribers = [.. _live, .. _durable];
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

    private async ValueTask HandOnAsync(string? told)
    {
        Wake();
        if (told is null)
        {
            lock (_gate)
            {
                if (_live.Count > 0 && _last > 0)
                {
                    _logger.LogWarning("The connection to the server was lost: subscribers of channel {Channel} that are not durable may have missed messages.", _channel);
                }
            }

            Pass(long.MaxValue, null);
            return;
        }

        var end = told.IndexOf('\n', StringComparison.Ordinal);
        var head = (end < 0 ? told : told[..end]).Split(' ');
        var number = long.Parse(head[0], CultureInfo.InvariantCulture);
        bool anybody;
        lock (_gate)
        {
            anybody = _live.Count > 0;
        }

        var content = end >= 0 ? told[(end + 1)..] : anybody ? await _units.ContentAsync(_channel, number, CancellationToken.None).ConfigureAwait(false) : null;
        var at = DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(head[1], CultureInfo.InvariantCulture));
        Pass(number, content is null ? null : new ChannelMessage(_channel, content, head[0], at));
    }

    /// <summary>Hands a message on, and lets those publishers go on whose messages came.</summary>
    private void Pass(long number, ChannelMessage? message)
    {
        lock (_gate)
        {
            var waits = message is null ? [] : _live.ToArray().Select(subscriber => subscriber.Post(message)).OfType<Task>().ToList();
            var wait = waits.Count == 0 ? Task.CompletedTask : Task.WhenAll(waits);
            if (number != long.MaxValue)
            {
                _last = Math.Max(_last, number);
                if (!wait.IsCompleted)
                {
                    _waits[number] = wait;
                    _ = wait.ContinueWith(_ => Forget(number), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                }
            }

            foreach (var publisher in _publishers.Keys.Where(key => key <= number).ToList())
            {
                _publishers.Remove(publisher, out var waiting);
                waiting!.TrySetResult(publisher == number ? wait : Task.CompletedTask);
            }
        }
    }

    private void Forget(long number)
    {
        lock (_gate)
        {
            _waits.Remove(number);
        }
    }

    private void Remove(Subscriber subscriber)
    {
        lock (_gate)
        {
            _ = subscriber is PostgresSubscription durable ? _durable.Remove(durable) : _live.Remove((Subscription)subscriber);
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
