namespace Mosaic;

/// <summary>At most <see cref="Max"/> starts in any window of length <see cref="Per"/>; a job starts when it is leased, its handler a moment later.</summary>
public sealed record Rate
{
    internal const int StartsMax = 1_000_000;

    /// <summary>Makes a rate.</summary>
    /// <param name="max">1 to 1,000,000.</param>
    /// <param name="per">More than zero, at most a day.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public Rate(int max, TimeSpan per)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, StartsMax);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(per, TimeSpan.FromDays(1));
        Max = max;
        Per = per;
    }

    /// <summary>The most starts in a window.</summary>
    public int Max { get; }

    /// <summary>The window's length.</summary>
    public TimeSpan Per { get; }
}
