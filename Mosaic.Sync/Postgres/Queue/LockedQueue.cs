namespace Mosaic.Postgres.Queue;

/// <summary>A queue whose lock this unit holds.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="AttemptsMax">Of jobs that say nothing else.</param>
/// <param name="Retry">null: the default.</param>
/// <param name="KeyConcurrency">Slots of a limit key.</param>
internal sealed record LockedQueue(int Id, string Name, int AttemptsMax, RetryPolicy? Retry, int KeyConcurrency);
