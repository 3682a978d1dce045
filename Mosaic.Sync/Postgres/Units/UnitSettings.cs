namespace Mosaic.Postgres.Units;

/// <param name="Fence">The advisory lock that every unit holds shared.</param>
/// <param name="Epoch">The epoch that the store was opened in; at another one units are refused.</param>
/// <param name="LockTimeout">How long a unit waits for a lock, the fence included.</param>
internal sealed record UnitSettings(long Fence, long Epoch, TimeSpan LockTimeout)
{
    /// <value>2 hours. It has to be longer than clients go on asking for the outcome of a unit, <see cref="PostgresOptions.RetryTimeout"/>.</value>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromHours(2);

    /// <value>512. Every so many units of an instance one trims as well, up to four times as many keys.</value>
    public int TrimEvery { get; init; } = 512;
}
