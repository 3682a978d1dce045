namespace Mosaic.Queue.Ready;

/// <summary>A dequeue that waits for a job; told that there may be one, it looks again.</summary>
internal sealed class Waiter
{
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it is told.</summary>
    /// <exception cref="TimeoutException">It was not, in this time.</exception>
    public ValueTask WaitAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken) =>
        new(_told.Task.WaitAsync(patience, time, cancellationToken));

    public bool TryTell() => _told.TrySetResult();
}
