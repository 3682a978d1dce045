namespace Mosaic.Storage;

/// <summary>The time of one open store: that of the options, but never going back, so that reads and commits agree on what has expired.</summary>
internal sealed class StoreClock(TimeProvider time)
{
    private long _latest;

    public DateTimeOffset Now()
    {
        var now = time.GetUtcNow().UtcTicks;
        long latest;
        while ((latest = Interlocked.Read(ref _latest)) < now)
        {
            if (Interlocked.CompareExchange(ref _latest, now, latest) == latest)
            {
                return new DateTimeOffset(now, TimeSpan.Zero);
            }
        }

        return new DateTimeOffset(latest, TimeSpan.Zero);
    }
}
