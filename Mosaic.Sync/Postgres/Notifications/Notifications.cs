using System.Collections.Concurrent;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Notifications;

/// <summary>What other processes tell (NOTIFY), by topic. A hint that may come late, twice or not at all: whoever needs certainty looks
/// for itself from time to time, and when it is told that something may have been missed.</summary>
/// <remarks>Thread-safe. One connection of its own, made with the first subscription and taken again when it drops; none behind a transaction pooler.</remarks>
internal sealed class Notifications(PostgresSession session) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<object, Action<string?>>> _topics = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _running;

    /// <summary>Calls <paramref name="told"/> with the content of each notification of the topic, and with null when some may have been missed.</summary>
    /// <param name="topic">Begins with its part's name: <c>queue/</c>, <c>channel/</c>, <c>changes</c>.</param>
    /// <param name="told">Quick, and throws nothing.</param>
    /// <returns>Dispose it to end the subscription.</returns>
    public IDisposable Subscribe(string topic, Action<string?> told)
    {
        session.ThrowIfClosed();
        var subscription = new object();
        _topics.GetOrAdd(topic, static _ => new())[subscription] = told;
        lock (_gate)
        {
            _running ??= session.BehindTransactionPooler ? Task.CompletedTask : Task.Run(ListenAsync);
        }

        return new Subscription(this, topic, subscription);
    }

    /// <summary>Completes once notifications come in: what is told after that is heard, or reported as missed. At once behind a pooler, where none come.</summary>
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

        _listening.TrySetCanceled();
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
                _listening.TrySetResult();
                TellMissed();

                try
                {
                    while (true)
                    {
                        await connection.WaitAsync(_closing.Token).ConfigureAwait(false);
                    }
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    // It dropped, or a keep-alive noticed that it had.
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
            foreach (var told in subscriptions.Values)
            {
                told(payload[(end + 1)..]);
            }
        }
    }

    private void TellMissed()
    {
        foreach (var told in _topics.Values.SelectMany(static subscriptions => subscriptions.Values))
        {
            told(null);
        }
    }

    private sealed class Subscription(Notifications notifications, string topic, object subscription) : IDisposable
    {
        public void Dispose()
        {
            if (notifications._topics.TryGetValue(topic, out var subscriptions))
            {
                subscriptions.TryRemove(subscription, out _);
            }
        }
    }
}
