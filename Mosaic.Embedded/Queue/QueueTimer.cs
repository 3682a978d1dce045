namespace Mosaic.Queue;

/// <summary>Runs one piece of work at the earliest time that it was asked for, and again when the work says so; never twice at once.</summary>
internal sealed class QueueTimer : IAsyncDisposable
{
    private static readonly TimeSpan FarthestTick = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly Func<Task<TimeSpan?>> _work;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private long _nextAt = long.MaxValue;
    private bool _disposed;

    /// <param name="time">The clock.</param>
    /// <param name="work">Returns in how long to run again; null: when asked. It throws nothing but what a closed or poisoned store throws.</param>
    public QueueTimer(TimeProvider time, Func<Task<TimeSpan?>> work)
    {
        _time = time;
        _work = work;
        _timer = time.CreateTimer(static self => ((QueueTimer)self!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void NoLaterThan(TimeSpan due) => NoLaterThan(due, _time.GetTimestamp());

    private void NoLaterThan(TimeSpan due, long from)
    {
        due = due < TimeSpan.Zero ? TimeSpan.Zero : due > FarthestTick ? FarthestTick : due; // a longer wait ticks in between
        var at = from + (long)(due.TotalSeconds * _time.TimestampFrequency);
        lock (_gate)
        {
            if (at < _nextAt && !_disposed)
            {
                _nextAt = at;
                // Timers count whole milliseconds; one that fires early would find nothing due.
                var left = _time.GetElapsedTime(_time.GetTimestamp(), at);
                _timer.Change(left <= TimeSpan.Zero ? TimeSpan.Zero : left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Completes when the work has been done that is due by the clock; at once when none is.</summary>
    public async ValueTask RunIfDueAsync()
    {
        while (true)
        {
            if (Volatile.Read(ref _running) is { IsCompleted: false } running)
            {
                await new ValueTask(running).ConfigureAwait(false); // what it found due may be less than what is due by now
            }
            else if (Volatile.Read(ref _nextAt) <= _time.GetTimestamp())
            {
                Tick();
            }
            else
            {
                return;
            }

            if (_disposed)
            {
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_gate)
        {
            _disposed = true;
            running = _running;
        }

        await _timer.DisposeAsync().ConfigureAwait(false);
        await new ValueTask(running).ConfigureAwait(false);
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _nextAt = long.MaxValue;
            _running = RunAfterAsync(_running);
        }
    }

    private async Task RunAfterAsync(Task earlier)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await new ValueTask(earlier).ConfigureAwait(false);
        var begun = _time.GetTimestamp(); // what the work says counts from here: time passes while it runs
        try
        {
            if (await _work().ConfigureAwait(false) is { } again)
            {
                NoLaterThan(again, begun);
            }
        }
        catch (StoreFullException)
        {
            NoLaterThan(TimeSpan.FromSeconds(1));
        }
        catch (Exception exception) when (exception is MosaicException or ObjectDisposedException)
        {
            // A poisoned or closed store has told its callers already.
        }
    }
}
