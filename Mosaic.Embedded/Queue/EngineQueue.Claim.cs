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
            try
            {
                Begin(runtime, taken, timeout, claimed);
            }
            catch when (claimed.Count > 0)
            {
                return claimed; // these are leased; the next call meets the error
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

    /// <summary>Makes taken jobs leases; those whose rows are gone, or whose attempts are used up, are none.</summary>
    /// <param name="runtime">The queue.</param>
    /// <param name="taken">The jobs; given back when this throws.</param>
    /// <param name="timeout">How long a lease lasts.</param>
    /// <param name="claimed">Receives the leases.</param>
    private void Begin(QueueRuntime runtime, List<Lease> taken, TimeSpan timeout, List<JobLease> claimed)
    {
        var beginning = new List<(Lease Lease, JobRow Row)>(taken.Count);
        var settled = 0;
        try
        {
            for (; settled < taken.Count; settled++)
            {
                if (MayBegin(runtime, taken[settled]) is { } row)
                {
                    beginning.Add((taken[settled], row));
                }
            }

            if (beginning.Count == 0)
            {
                return;
            }

            WriteDown(beginning);
        }
        catch
        {
            beginning.ForEach(begun => runtime.GiveBack(begun.Lease));
            taken.GetRange(settled, taken.Count - settled).ForEach(runtime.GiveBack);
            throw;
        }

        foreach (var (lease, row) in beginning)
        {
            var attempt = row.Attempts + 1;
            if (runtime.Begin(lease, attempt, timeout) is { } expiresAt)
            {
                claimed.Add(new JobLease(
                    ToJob(lease.Job, runtime.Name, row, JobState.Leased, attempt), new LeaseToken(lease.Job, lease.Secret).ToString(), expiresAt));
            }
            else
            {
                _leaseFile.End(lease.Slot);
            }
        }

        _expiry.NoLaterThan(timeout < RecordAfter ? timeout : RecordAfter);
    }

    /// <summary>The row of a taken job whose next attempt may begin; null when it takes another step instead.</summary>
    private JobRow? MayBegin(QueueRuntime runtime, Lease lease)
    {
        if (_core.Rows.Get(JobKeys.Ready(lease.Job)) is not { } bytes)
        {
            runtime.Forget(lease);
            return null;
        }

        var row = JobRowCodec.Decode(bytes);
        if (row.Attempts >= row.AttemptsMax)
        {
            // Its last attempt was counted while it ran, and ended with the power.
            _ = GiveUpAsync(runtime, lease, context => Fail(context, runtime, lease, row.Attempts, new JobError(JobErrors.EndedWithProcess), TimeSpan.Zero));
            return null;
        }

        if (row.Key is { } key && runtime.Settings.Options.KeyRate is { } rate
            && runtime.KeyRates.TryStart($"{row.KeyKind}:{key}", rate) is var wait && wait > TimeSpan.Zero)
        {
            runtime.Refund(lease);
            _ = GiveUpAsync(runtime, lease, context => Postpone(context, runtime, lease, wait));
            return null;
        }

        return row;
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

    /// <summary>The attempts outlive the process from here on.</summary>
    private void WriteDown(List<(Lease Lease, JobRow Row)> beginning)
    {
        var begun = new LeftAttempt[beginning.Count];
        var slots = new int[beginning.Count];
        for (var i = 0; i < begun.Length; i++)
        {
            var (lease, row) = beginning[i];
            begun[i] = new LeftAttempt(lease.Job, row.Attempts + 1, row.Redrives);
        }

        try
        {
            _leaseFile.Begin(begun, slots);
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

        for (var i = 0; i < slots.Length; i++)
        {
            beginning[i].Lease.Slot = slots[i];
        }
    }
}
