namespace Mosaic.Storage;

/// <summary>
/// The time of one open store. It never goes back, so that reads and commits agree on what has expired, and it never stands still:
/// it is the monotonic clock plus the greatest lead that the wall clock was seen to have over it. So it follows a wall clock that
/// is set forward, and goes on from where it was when that is set back.
/// </summary>
internal sealed class StoreClock(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();
    private long _lead = long.MinValue;

    public DateTimeOffset Now()
    {
        // In this order: what passes between the two makes the lead seem smaller, which the maximum forgets.
        var wall = time.GetUtcNow().UtcTicks;
        var elapsed = time.GetElapsedTime(_origin).Ticks;
        var seen = wall - elapsed;
        long lead;
        while ((lead = Interlocked.Read(ref _lead)) < seen)
        {
            if (Interlocked.CompareExchange(ref _lead, seen, lead) == lead)
            {
                return new DateTimeOffset(wall, TimeSpan.Zero);
            }
        }

        return new DateTimeOffset(lead + elapsed, TimeSpan.Zero);
    }
}
