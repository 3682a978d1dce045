namespace Mosaic.Transactions;

/// <summary>
/// Holds back other writers to some collections, for a second at most, so that a transaction that kept losing against them
/// gets through on its last attempt. One fence at a time.
/// </summary>
internal sealed class WriterFence : IDisposable
{
    private static readonly TimeSpan HoldMax = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly AsyncLocal<bool> _inside = new();
    private volatile Hold? _hold;

    /// <summary>Waits while <paramref name="collection"/> is held for somebody else.</summary>
    public ValueTask PassAsync(string collection, CancellationToken cancellationToken) =>
        _hold is { } hold && !_inside.Value && hold.Collections.Contains(collection)
            ? new ValueTask(hold.Lifted.Task.WaitAsync(cancellationToken))
            : ValueTask.CompletedTask;

    /// <summary>Runs <paramref name="attempt"/> while others wait.</summary>
    public async ValueTask<T> HoldAsync<T>(IReadOnlySet<string> collections, Func<ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        var hold = new Hold(collections, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var limit = new Timer(static hold => ((Hold)hold!).Lifted.TrySetResult(), hold, HoldMax, Timeout.InfiniteTimeSpan);
        await using (limit.ConfigureAwait(false))
        {
            _hold = hold;
            _inside.Value = true;
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            finally
            {
                _inside.Value = false;
                _hold = null;
                hold.Lifted.TrySetResult();
                _one.Release();
            }
        }
    }

    public void Dispose() => _one.Dispose();

    private sealed record Hold(IReadOnlySet<string> Collections, TaskCompletionSource Lifted);
}
