using Mosaic.Queue.Leases;
using Mosaic.Queue.Ready;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;

namespace Mosaic.Queue;

/// <content>Leasing. A claim is decided in memory and written, without a sync, where it outlives the process.</content>
internal sealed partial class EngineQueue
{
    private static readonly TimeSpan GiveBackAfter = TimeSpan.FromSeconds(1);

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
}
