namespace Mosaic.Index;

/// <summary>How many changes the index has yet to take up. Writers of what it takes up wait while there are too many.</summary>
internal sealed class IndexLag
{
    private const long ChangesMax = 2048;
    private static readonly TimeSpan BuildingWait = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private long _written;
    private long _taken;
    private LagMode _mode;
    private TaskCompletionSource _progress = New();

    /// <summary>Changes that became visible so far.</summary>
    public long Written => Interlocked.Read(ref _written);

    public void Wrote() => Interlocked.Increment(ref _written);

    /// <summary>The index has taken up the first <paramref name="count"/> changes.</summary>
    public void Took(long count)
    {
        lock (_gate)
        {
            _taken = Math.Max(_taken, count);
            _progress.TrySetResult();
            _progress = New();
        }
    }

    public void Enter(LagMode mode)
    {
        lock (_gate)
        {
            _mode = mode;
            _progress.TrySetResult();
            _progress = New();
        }
    }

    /// <summary>Waits while the index is too far behind.</summary>
    public ValueTask PassAsync(CancellationToken cancellationToken) =>
        Written - Interlocked.Read(ref _taken) <= ChangesMax ? ValueTask.CompletedTask : WaitAsync(cancellationToken);

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task progress;
            LagMode mode;
            lock (_gate)
            {
                if (_mode == LagMode.Failed || Written - _taken <= ChangesMax)
                {
                    return;
                }

                progress = _progress.Task;
                mode = _mode;
            }

            if (mode == LagMode.Following)
            {
                await progress.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await Task.WhenAny(progress, Task.Delay(BuildingWait, cancellationToken)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                return;
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
