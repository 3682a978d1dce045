namespace Mosaic;

/// <summary>How long a job waits after a failed attempt, unless the failure itself names a delay.</summary>
/// <remarks>Immutable; kept with the job or its queue, so it holds after a restart and for every worker.</remarks>
public sealed class RetryPolicy
{
    internal const int DelaysMax = 1_000;

    private RetryPolicy(RetryKind kind, TimeSpan[] times)
    {
        Kind = kind;
        Times = times;
    }

    /// <summary>The default: exponential from one second up to an hour.</summary>
    public static RetryPolicy Default { get; } = Exponential(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

    internal RetryKind Kind { get; }

    internal IReadOnlyList<TimeSpan> Times { get; }

    /// <summary>
    /// A random time between zero and <paramref name="first"/>, a bound that doubles with each attempt ("full jitter", Brooker,
    /// "Exponential Backoff And Jitter", AWS Architecture Blog 2015).
    /// </summary>
    /// <param name="first">The longest wait after the first attempt; more than zero.</param>
    /// <param name="longest">The longest wait after any; at least <paramref name="first"/>.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time is out of its range.</exception>
    public static RetryPolicy Exponential(TimeSpan first, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(first, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, first);
        return new RetryPolicy(RetryKind.Exponential, [first, longest]);
    }

    /// <summary>The same time after every attempt.</summary>
    /// <param name="delay">Zero or more.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public static RetryPolicy Fixed(TimeSpan delay) => Delays(delay);

    /// <summary>A time for each attempt; the last one holds for all further ones.</summary>
    /// <param name="delays">1 to 1,000 times, each zero or more.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentException">There are none, or too many, or one is negative.</exception>
    public static RetryPolicy Delays(params TimeSpan[] delays)
    {
        ArgumentNullException.ThrowIfNull(delays);
        if (delays.Length is 0 or > DelaysMax)
        {
            throw new ArgumentException($"A retry policy has 1 to {DelaysMax} delays; these are {delays.Length}.", nameof(delays));
        }

        foreach (var delay in delays)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero, nameof(delays));
        }

        return new RetryPolicy(RetryKind.Delays, [.. delays]);
    }

    internal static RetryPolicy Of(RetryKind kind, TimeSpan[] times) => new(kind, times);

    /// <param name="attempt">The attempt that failed, from 1.</param>
    internal TimeSpan After(int attempt)
    {
        if (Kind == RetryKind.Delays)
        {
            return Times[Math.Min(attempt, Times.Count) - 1];
        }

        var ceiling = Times[1].Ticks;
        if (attempt <= 62 && Times[0].Ticks <= ceiling >> (attempt - 1))
        {
            ceiling = Times[0].Ticks << (attempt - 1);
        }

        return TimeSpan.FromTicks(Random.Shared.NextInt64(ceiling == long.MaxValue ? ceiling : ceiling + 1));
    }
}
