using Mosaic.Queue.Leases;
using Mosaic.Queue.Ready;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue;

/// <content>Leasing. A claim is decided in memory and written, without a sync, where it outlives the process.</content>
internal sealed partial class EngineQueue
{
    private const int JobsMax = 10_000;
    private const int RefillRows = 2048;
    private const int RefillBytes = 4 << 20;
    private static readonly TimeSpan GiveBackAfter = TimeSpan.FromSeconds(1);

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
            var leases = Claim(runtime, Math.Min(max, JobsMax), options.VisibilityTimeout);
            if (leases.Count == 0 && runtime.TryGetRefill(out var refilled))
            {
                await refilled.ConfigureAwait(false);
                continue;
            }

            if (leases.Count > 0 || options.Wait == TimeSpan.Zero)
            {
                return leases;
            }

            if (runtime.Wait() is { } waiter && !await WaitAsync(runtime, waiter, options.Wait, begun, cancellationToken).ConfigureAwait(false))
            {
                return [];
            }

            _core.Health.ThrowIfUnwritable();
        }
    }

    /// <returns>False when the time is up.</returns>
    private async ValueTask<bool> WaitAsync(QueueRuntime runtime, Waiter waiter, TimeSpan wait, long begun, CancellationToken cancellationToken)
    {
        try
        {
            _core.Health.ThrowIfClosed(); // closing tells those that wait by now
            var left = wait == Timeout.InfiniteTimeSpan ? LongestWait : wait - _time.GetElapsedTime(begun);
            if (left > TimeSpan.Zero)
            {
                left = left > LongestWait ? LongestWait : left;
                left = runtime.UntilRateAllows() is { } rate && rate < left ? rate : left;
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

    private List<JobLease> Claim(QueueRuntime runtime, int max, TimeSpan timeout)
    {
        var claimed = new List<JobLease>();
        var taken = new List<Lease>();
        do
        {
            taken.Clear();
            runtime.Take(max - claimed.Count, taken);
            for (var i = 0; i < taken.Count; i++)
            {
                try
                {
                    if (TryBegin(runtime, taken[i], timeout) is { } lease)
                    {
                        claimed.Add(lease);
                    }
                }
                catch
                {
                    taken.GetRange(i, taken.Count - i).ForEach(runtime.GiveBack);
                    if (claimed.Count == 0)
                    {
                        throw;
                    }

                    return claimed; // these are leased; the next call meets the error
                }
            }
        }
        while (claimed.Count < max && (taken.Count > 0 || TryRefill(runtime)));

        if (runtime.TryBeginRefill() is { } first)
        {
            // It runs low: read on before anybody has to wait for it.
            ThreadPool.UnsafeQueueUserWorkItem(_ => RefillQuietly(runtime, first), null);
        }

        return claimed;
    }

    /// <summary>Makes a taken job a lease; null when its row is gone or its attempts are used up.</summary>
    private JobLease? TryBegin(QueueRuntime runtime, Lease lease, TimeSpan timeout)
    {
        if (_core.Rows.Get(JobKeys.Ready(lease.Job)) is not { } bytes)
        {
            runtime.Forget(lease);
            return null;
        }

        var row = JobRowCodec.Decode(bytes);
        var attempt = row.Attempts + 1;
        if (attempt > row.AttemptsMax)
        {
            // Its last attempt was counted while it ran, and ended with the power.
            _ = GiveUpAsync(runtime, lease, context => Fail(context, runtime, lease, row.Attempts, new JobError(EndedWithProcess), TimeSpan.Zero));
            return null;
        }

        if (row.Key is { } key && runtime.Settings.Options.KeyRate is { } rate
            && runtime.KeyRates.TryStart($"{row.KeyKind}:{key}", rate) is var wait && wait > TimeSpan.Zero)
        {
            runtime.Refund(lease);
            _ = GiveUpAsync(runtime, lease, context => Postpone(context, runtime, lease, wait));
            return null;
        }

        lease.Slot = BeginAttempt(new LeftAttempt(lease.Job, attempt, row.Redrives));
        if (runtime.Begin(lease, attempt, timeout) is not { } expiresAt)
        {
            _leaseFile.End(lease.Slot);
            return null;
        }

        _expiry.NoLaterThan(timeout < RecordAfter ? timeout : RecordAfter);
        return new JobLease(
            ToJob(lease.Job, runtime.Name, row, JobState.Leased, attempt), new LeaseToken(lease.Job, lease.Secret).ToString(), expiresAt);
    }

    /// <summary>Instead of a lease, the taken job takes another step.</summary>
    private async Task GiveUpAsync(QueueRuntime runtime, Lease lease, Action<UnitContext> step)
    {
        try
        {
            await CommitAsync(
                context =>
                {
                    step(context);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is MosaicException or ObjectDisposedException)
        {
            await Task.Delay(GiveBackAfter, _time).ConfigureAwait(false); // who waits for it would take it at once, again and again
            runtime.GiveBack(lease);
        }
    }

    private int BeginAttempt(LeftAttempt begun)
    {
        try
        {
            return _leaseFile.Begin(begun);
        }
        catch (IOException exception)
        {
            throw Storage.Files.DiskSpace.IsExhausted(exception)
                ? Storage.Files.DiskSpace.Error(_core.Paths.Leases, exception)
                : _core.Health.Poison(exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new MosaicException($"'{_core.Paths.Leases}' cannot be written: {exception.Message}", exception)
            {
                Operation = "dequeue",
                Target = _core.Paths.Leases,
                Hint = "Check that no folder has that name, and your rights there.",
            };
        }
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
