namespace Mosaic.Postgres.Resilience;

/// <param name="Window">How long an unreachable or overloaded server is tried, from the first failure of a call.</param>
internal sealed record ResilienceSettings(TimeSpan Window)
{
    /// <value>8. How often a call that lost to other transactions runs, at most.</value>
    public int ConflictAttemptsMax { get; init; } = 8;

    /// <value>20 ms, doubled with each further attempt, up to <see cref="DelayMax"/>, with jitter.</value>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(20);

    public TimeSpan DelayMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <value>1 s. For so long nobody asks a server of which nearly all calls of ten seconds found it gone.</value>
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(1);

    /// <value>20. So many calls within ten seconds say something about the server.</value>
    public int BreakAfter { get; init; } = 20;
}
