namespace Mosaic.Specs;

/// <summary>A clock whose wall time can be set, back and forward, while its timers and its monotonic time go on.</summary>
/// <param name="steady">What it is based on.</param>
public sealed class JumpingClock(TimeProvider steady) : TimeProvider
{
    /// <summary>How far the wall is ahead.</summary>
    public TimeSpan Shift { get; set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => steady.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => steady.GetUtcNow() + Shift;

    /// <inheritdoc/>
    public override long GetTimestamp() => steady.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        steady.CreateTimer(callback, state, dueTime, period);
}
