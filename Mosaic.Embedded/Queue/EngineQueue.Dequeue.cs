using Mosaic.Queue.Ready;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue;

/// <content>Dequeueing: waiting for jobs, and reading the next ones from the rows.</content>
internal sealed partial class EngineQueue
{
    private const int RefillRows = 2048;
    private const int RefillBytes = 4 << 20;

    /// <summary>Timers take no more than some weeks; a longer wait is several.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public async ValueTask<JobLease?> DequeueAsync(string queue, DequeueOptions? options = null, CancellationToken cancellationToken = default) =>
        await DequeueManyAsync(queue, 1, options, cancellationToken).ConfigureAwait(false) is [var lease, ..] ? lease : null;

    public async ValueTask<IReadOnlyList<JobLease>> DequeueManyAsync(
        string queue, int max, DequeueOptions? options = null, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(queue, nameof(queue));
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        options ??= AtOnce;
        JobRules.Validate(options);
        cancellationToken.ThrowIfCancellationRequested();
        _core.Health.ThrowIfUnwritable();
        if (options.Wait == TimeSpan.Zero && _catalog.Find(queue) is null)
        {
            await CatchUpAsync().ConfigureAwait(false); // a schedule's first job may be due
            if (_catalog.Find(queue) is null)
            {
                return []; // no memory for names that are none
            }
        }

        var runtime = Runtime(queue);
        var begun = _time.GetTimestamp();
        while (true)
        {
            await CatchUpAsync().ConfigureAwait(false);
            var leases = Claim(runtime, Math.Min(max, JobRules.DequeueMax), options.VisibilityTimeout);
            if (leases.Count == 0 && runtime.MayHaveMore(out var refilled))
            {
                await refilled.ConfigureAwait(false);
                continue;
            }

            if (leases.Count > 0 || options.Wait == TimeSpan.Zero)
            {
                return leases;
            }

            if (runtime.Wait(out var untilRateAllows) is { } waiter
                && !await WaitAsync(runtime, waiter, untilRateAllows, options.Wait, begun, cancellationToken).ConfigureAwait(false))
            {
                return [];
            }

            _core.Health.ThrowIfUnwritable();
        }
    }

    /// <returns>False when the time is up.</returns>
    private async ValueTask<bool> WaitAsync(QueueRuntime runtime, Waiter waiter, TimeSpan untilRateAllows, TimeSpan wait, long begun, CancellationToken cancellationToken)
    {
        try
        {
            _core.Health.ThrowIfClosed(); // closing tells those that wait by now
            var left = wait == Timeout.InfiniteTimeSpan ? LongestWait : wait - _time.GetElapsedTime(begun);
            if (left > TimeSpan.Zero)
            {
                left = left > LongestWait ? LongestWait : left;
                left = untilRateAllows != Timeout.InfiniteTimeSpan && untilRateAllows < left ? untilRateAllows : left;
                await waiter.WaitAsync(left, _time, cancellationToken).ConfigureAwait(false);
                return true;
            }
        }
        catch (TimeoutException)
        {
            runtime.Leave(waiter);
            return wait == Timeout.InfiniteTimeSpan || _time.GetElapsedTime(begun) < wait;
        }
        catch
        {
            runtime.Leave(waiter);
            throw;
        }

        runtime.Leave(waiter);
        return false;
    }

    /// <summary>Reads the next ready jobs from the rows.</summary>
    /// <returns>Whether there may be some now.</returns>
    private bool TryRefill(QueueRuntime runtime)
    {
        if (runtime.TryBeginRefill() is not { } first)
        {
            return false;
        }

        Refill(runtime, first);
        return true;
    }

    private void Refill(QueueRuntime runtime, JobKey first)
    {
        try
        {
            var page = _core.Rows.Scan(JobKeys.Ready(first), Keys.After(JobKeys.AllReady(first.Queue)), RefillRows, RefillBytes);
            var found = page.Rows.ConvertAll(static row => JobKeys.ReadReady(row.Key.Span));
            runtime.EndRefill(found, page.Next is { } next ? JobKeys.ReadReady(next) : null);
        }
        catch
        {
            runtime.AbandonRefill();
            throw;
        }
    }

    private void RefillQuietly(QueueRuntime runtime, JobKey first)
    {
        try
        {
            Refill(runtime, first);
        }
        catch (Exception exception) when (exception is MosaicException or ObjectDisposedException)
        {
            // Whoever needs the jobs reads on itself, and is told.
        }
    }
}
