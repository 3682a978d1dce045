using Microsoft.Extensions.Logging;

namespace Mosaic.Queue;

/// <summary>Runs one piece of work at the earliest time that it was asked for, and again when the work says so; never twice at once.</summary>
internal sealed class QueueTimer : IAsyncDisposable
{
    private static readonly TimeSpan FarthestTick = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly Func<Task<TimeSpan?>> _work;
    private readonly Func<bool>? _isDue;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private long _nextAt = long.MaxValue;
    private bool _disposed;
    private volatile bool _failed;

    /// <param name="time">The clock.</param>
    /// <param name="work">Returns in how long to run again; null: when asked. If it throws, it runs again a second later.</param>
    /// <param name="logger">Told when it threw.</param>
    /// <param name="isDue">null: as asked for; else also what another clock says.</param>
    public QueueTimer(TimeProvider time, Func<Task<TimeSpan?>> work, ILogger logger, Func<bool>? isDue = null)
    {
        _time = time;
        _work = work;
        _isDue = isDue;
        _logger = logger;
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

    /// <summary>Completes when the work has been done that is due by the clock, or failed; at once when none is.</summary>
    public async ValueTask RunIfDueAsync()
    {
        while (true)
        {
            if (Volatile.Read(ref _running) is { IsCompleted: false } running)
            {
                await new ValueTask(running).ConfigureAwait(false); // what it found due may be less than what is due by now
                if (_failed)
                {
                    return; // it is tried again, but not by who asks
                }
            }
            else if (Volatile.Read(ref _nextAt) <= _time.GetTimestamp() || _isDue?.Invoke() == true)
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
            var again = await _work().ConfigureAwait(false);
            _failed = false;
            if (again is { } wait)
            {
                NoLaterThan(wait, begun);
            }
        }
        catch (ObjectDisposedException)
        {
            _failed = true; // the store has closed
        }
        catch (Exception exception)
        {
            _failed = true;
            if (exception is not StorePoisonedException)
            {
                _logger.LogWarning(exception, "The queue's upkeep failed; it is tried again.");
                NoLaterThan(Retry);
            }
        }
    }
}
