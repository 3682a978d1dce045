namespace Mosaic.Queue;

/// <summary>
/// How long a failed job waits: a random time of up to one second, doubled with each attempt, up to an hour ("full jitter",
/// Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015).
/// </summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    /// <param name="attempt">The attempt that failed, from 1.</param>
    public static TimeSpan After(int attempt)
    {
        var ceiling = attempt > 12 ? Most : TimeSpan.FromTicks(Math.Min(Most.Ticks, First.Ticks << (attempt - 1)));
        return TimeSpan.FromTicks(Random.Shared.NextInt64(ceiling.Ticks + 1));
    }
}
