using Mosaic.Postgres.Sessions;

namespace Mosaic.Postgres.Changes;

/// <summary>Tells the followers of this process to look: when a unit tells of changes, and from time to time. While there are any, it has the units of all processes tell.</summary>
internal sealed class ChangeSignal(PostgresSession session, ChangeReads reads, CancellationToken closing) : IAsyncDisposable
{
    /// <summary>Longer than it takes to renew; after the last follower, units tell in vain as long.</summary>
    private static readonly TimeSpan FollowedFor = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private TaskCompletionSource _next = NewSignal();
    private IDisposable? _subscription;
    private Task _running = Task.CompletedTask;
    private int _followers;

    /// <summary>Completes when there may be more than before this was asked for.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <returns>Dispose it to follow no more.</returns>
    public IDisposable Follow()
    {
        lock (_gate)
        {
            _followers++;
            _subscription ??= session.Notifications.Subscribe("changes", _ => Signal());
            if (_running.IsCompleted)
            {
                _running = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        return new Following(this);
    }

    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_gate)
        {
            _subscription?.Dispose();
            running = _running;
        }

#pragma warning disable VSTHRD003 // this instance began it, and it waits for no caller's context
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal() => Interlocked.Exchange(ref _next, NewSignal()).TrySetResult();

    private async Task RunAsync()
    {
        var renewed = 0L;
        while (true)
        {
            if (renewed == 0 || session.Options.TimeProvider.GetElapsedTime(renewed) > FollowedFor / 5)
            {
                try
                {
                    await reads.FollowAsync(FollowedFor, closing).ConfigureAwait(false);
                    renewed = session.Options.TimeProvider.GetTimestamp();

                    // Units that began before this tell nobody; they have ended soon, and later looks find the rest.
                    Signal();
                    await Task.Delay(TimeSpan.FromMilliseconds(100), closing).ConfigureAwait(false);
                }
                catch (MosaicException)
                {
                    // The followers learn it from their own reading.
                }

                Signal();
            }

            await Task.Delay(session.Options.PollInterval, session.Options.TimeProvider, closing).ConfigureAwait(false);
            Signal();
            lock (_gate)
            {
                if (_followers == 0)
                {
                    _running = Task.CompletedTask;
                    return;
                }
            }
        }
    }

    private sealed class Following(ChangeSignal signal) : IDisposable
    {
        public void Dispose()
        {
            lock (signal._gate)
            {
                signal._followers--;
            }
        }
    }
}
