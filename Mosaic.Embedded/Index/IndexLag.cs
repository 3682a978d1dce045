namespace Mosaic.Index;

/// <summary>How many changes the index has yet to take up. Writers of what it takes up wait while there are too many.</summary>
internal sealed class IndexLag
{
    private const long ChangesMax = 2048;

    private readonly Lock _gate = new();
    private long _written;
    private long _taken;
    private bool _open;
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

    /// <summary>While the index cannot follow, nobody waits for it: it will begin anew from the rows.</summary>
    public void Open(bool open)
    {
        lock (_gate)
        {
            _open = open;
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
            lock (_gate)
            {
                if (_open || Written - _taken <= ChangesMax)
                {
                    return;
                }

                progress = _progress.Task;
            }

            await progress.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
