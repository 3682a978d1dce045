namespace Mosaic;

/// <summary>How a job is dequeued.</summary>
public sealed record DequeueOptions
{
    /// <summary>How long the lease lasts unless it is renewed; up to a year.</summary>
    /// <value>30 s.</value>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for a job when nothing is ready; <see cref="Timeout.InfiniteTimeSpan"/>: until there is one. Cancelling the call ends the wait with <see cref="OperationCanceledException"/>, disposing the store with <see cref="ObjectDisposedException"/>.</summary>
    /// <value>Zero: return null at once when nothing is ready.</value>
    public TimeSpan Wait { get; init; }
}
