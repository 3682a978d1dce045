namespace Mosaic.Specs;

/// <summary>Another clock, and who waits on it again and again: a test that moves it on before that misses them.</summary>
internal sealed class WatchedClock(TimeProvider clock) : TimeProvider
{
    private int _periodic;

    /// <summary>Timers that fire more than once, since the beginning.</summary>
    public int PeriodicTimers => Volatile.Read(ref _periodic);

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = clock.CreateTimer(callback, state, dueTime, period);
        if (period != Timeout.InfiniteTimeSpan)
        {
            Interlocked.Increment(ref _periodic);
        }

        return timer;
    }
}
