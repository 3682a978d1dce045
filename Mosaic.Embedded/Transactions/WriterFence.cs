namespace Mosaic.Transactions;

/// <summary>
/// Holds back other writers to some collections, for a second at most, so that a transaction that kept losing against them
/// gets through on its last attempt. One fence at a time.
/// </summary>
internal sealed class WriterFence : IDisposable
{
    private static readonly TimeSpan HoldMax = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly CancellationTokenSource _closed = new();
    private readonly AsyncLocal<bool> _inside = new();
    private Hold? _hold;

    /// <summary>Waits while <paramref name="collection"/> is held for somebody else.</summary>
    public ValueTask PassAsync(string collection, CancellationToken cancellationToken) =>
        Volatile.Read(ref _hold) is { } hold && !_inside.Value && hold.Collections.Contains(collection)
            ? new ValueTask(hold.Lifted.Task.WaitAsync(cancellationToken))
            : ValueTask.CompletedTask;

    /// <summary>Runs <paramref name="attempt"/> while others wait.</summary>
    public async ValueTask<T> HoldAsync<T>(IReadOnlySet<string> collections, Func<ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        await WaitForTurnAsync(cancellationToken).ConfigureAwait(false);
        var hold = new Hold(collections);
        _hold = hold;
        var limit = new Timer(hold => Lift((Hold)hold!), hold, HoldMax, Timeout.InfiniteTimeSpan);
        await using (limit.ConfigureAwait(false))
        {
            _inside.Value = true;
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            finally
            {
                _inside.Value = false;
                Lift(hold);
            }
        }
    }

    /// <summary>Those that wait for their turn learn that the store is closed. A fence that is held may still be lifted.</summary>
    public void Dispose() => _closed.Cancel();

    private async ValueTask WaitForTurnAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        try
        {
            await _one.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(MosaicEngine));
        }
    }

    /// <summary>Also for a callback that never returns: others go on, and the next fence may be raised.</summary>
    private void Lift(Hold hold)
    {
        if (hold.Lifted.TrySetResult())
        {
            Interlocked.CompareExchange(ref _hold, null, hold);
            _one.Release();
        }
    }

    private sealed record Hold(IReadOnlySet<string> Collections)
    {
        public TaskCompletionSource Lifted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
