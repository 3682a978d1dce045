using System.Collections.Concurrent;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Notifications;

/// <summary>What other processes tell (NOTIFY), by topic. A hint that may come late, twice or not at all: whoever needs certainty looks
/// for itself from time to time, and when it is told that something may have been missed.</summary>
/// <remarks>Thread-safe. One connection of its own, made with the first subscription and taken again when it drops; none behind a transaction pooler.</remarks>
internal sealed class Notifications(PostgresSession session) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Subscription[]> _topics = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _running;

    /// <summary>Raised once for each connection, before its topics are told: true for the first, else something may have been missed.</summary>
    public event Action<bool>? Connected;

    /// <summary>Of how many topics somebody is told.</summary>
    public int Topics => _topics.Count;

    /// <summary>Calls <paramref name="told"/> with the content of each notification of the topic, and with null when some may have been missed.</summary>
    /// <param name="topic">Begins with its part's name: <c>queue/</c>, <c>channel/</c>, <c>changes</c>.</param>
    /// <param name="told">Quick, and throws nothing.</param>
    /// <returns>Dispose it to end the subscription.</returns>
    public IDisposable Subscribe(string topic, Action<string?> told)
    {
        session.ThrowIfClosed();
        var subscription = new Subscription(this, topic, told);
        lock (_gate)
        {
            // Replaced as a whole: who tells it reads without the lock.
            _topics[topic] = [.. _topics.GetValueOrDefault(topic, []), subscription];
            _running ??= session.BehindTransactionPooler ? Task.CompletedTask : Task.Run(ListenAsync);
        }

        return subscription;
    }

    /// <summary>Completes once notifications come in: what is told after that is heard, or reported as missed. At once behind a pooler, where none come.</summary>
    /// <exception cref="ObjectDisposedException">The store was closed first.</exception>
    public Task ListeningAsync(CancellationToken cancellationToken) =>
        session.BehindTransactionPooler ? Task.CompletedTask : _listening.Task.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        if (_running is { } running)
        {
#pragma warning disable VSTHRD003 // this instance began it, and it waits for no caller's context
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
        }

        if (_listening.TrySetException(new ObjectDisposedException(nameof(PostgresMosaic))))
        {
            _ = _listening.Task.Exception; // perhaps nobody waits for it
        }

        _closing.Dispose();
    }

    private async Task ListenAsync()
    {
        while (true)
        {
            var connection = await Reconnection.Pipeline.ExecuteAsync(
                static async (made, cancellationToken) => await made.ConnectAsync(cancellationToken).ConfigureAwait(false), this, _closing.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                // The first time too: who subscribed before has looked before.
                var first = _listening.TrySetResult();
                Connected?.Invoke(first);
                TellMissed();

                try
                {
                    while (true)
                    {
                        // Keep-alives within it notice a connection that ended without a word.
                        await connection.WaitAsync(_closing.Token).ConfigureAwait(false);
                    }
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    // It dropped.
                }
            }
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = session.CreateConnection();
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await connection.KeepAsync(session.Sql["connection_kept"], cancellationToken).ConfigureAwait(false);
            var name = new NpgsqlCommand(session.Sql["notification_channel"], connection);
            await using var _ = name.ConfigureAwait(false);
            var channel = (string)(await name.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
            connection.Notification += (_, notification) => Tell(notification.Payload);
            var listen = new NpgsqlCommand($"listen \"{channel}\"", connection);
            await using var __ = listen.ConfigureAwait(false);
            await listen.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void Tell(string payload)
    {
        var end = payload.IndexOf('\n', StringComparison.Ordinal);
        if (end >= 0 && _topics.TryGetValue(payload[..end], out var subscriptions))
        {
            var content = payload[(end + 1)..];
            Array.ForEach(subscriptions, subscription => subscription.Told(content));
        }
    }

    private void TellMissed()
    {
        foreach (var subscription in _topics.Values.SelectMany(static subscriptions => subscriptions))
        {
            subscription.Told(null);
        }
    }

    private void Remove(Subscription ended)
    {
        lock (_gate)
        {
            if (_topics.TryGetValue(ended.Topic, out var subscriptions))
            {
                var left = Array.FindAll(subscriptions, subscription => subscription != ended);
                if (left.Length == 0)
                {
                    _topics.TryRemove(ended.Topic, out _);
                }
                else
                {
                    _topics[ended.Topic] = left;
                }
            }
        }
    }

    private sealed class Subscription(Notifications notifications, string topic, Action<string?> told) : IDisposable
    {
        public string Topic => topic;

        public Action<string?> Told => told;

        public void Dispose() => notifications.Remove(this);
    }
}
