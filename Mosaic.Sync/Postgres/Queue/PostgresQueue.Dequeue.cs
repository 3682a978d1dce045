using Mosaic.Backends;
using Mosaic.Postgres.Units;
using Npgsql;
using NpgsqlTypes;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <content>Leasing, and waiting for jobs.</content>
internal sealed partial class PostgresQueue
{
    /// <summary>Timers take no more than some weeks; a longer wait is several.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private const int DueRoundsMax = 20;

    public async ValueTask<JobLease?> DequeueAsync(string queue, DequeueOptions? options = null, CancellationToken cancellationToken = default) =>
        await DequeueManyAsync(queue, 1, options, cancellationToken).ConfigureAwait(false) is [var lease, ..] ? lease : null;

    public ValueTask<IReadOnlyList<JobLease>> DequeueManyAsync(
        string queue, int max, DequeueOptions? options = null, CancellationToken cancellationToken = default) =>
        DequeueAsync(null, queue, max, options, cancellationToken);

    public ValueTask<IReadOnlyList<JobLease>> AckAndDequeueManyAsync(
        IEnumerable<JobLease> leases, string queue, int max, DequeueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(leases);
        return DequeueAsync([.. leases], queue, max, options, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<JobLease>> DequeueAsync(
        JobLease[]? done, string queue, int max, DequeueOptions? options, CancellationToken cancellationToken)
    {
        JobRules.ValidateName(queue, nameof(queue));
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        options ??= AtOnce;
        JobRules.Validate(options);
        Enter(cancellationToken);
        max = Math.Min(max, JobRules.DequeueMax);
        QueueWaits.Waiters? waiters = null;
        var begun = _time.GetTimestamp();
        while (true)
        {
            var looked = _time.GetTimestamp();
            var waiter = waiters?.Join();
            var took = false;
            try
            {
                var claim = await ClaimAsync(done, queue, max, options.VisibilityTimeout, cancellationToken).ConfigureAwait(false);
                done = null;
                took = claim.Leases.Count > 0;
                if (took || options.Wait == TimeSpan.Zero)
                {
                    return claim.Leases;
                }

                Enter(cancellationToken);
                if (waiters is null)
                {
                    waiters = _waits.Of(queue);
                    await ListeningAsync(cancellationToken).ConfigureAwait(false);
                    continue; // what was told before was not heard
                }

                if (!await WaitAsync(waiter!, claim, looked, begun, options.Wait, cancellationToken).ConfigureAwait(false))
                {
                    return [];
                }
            }
            finally
            {
                if (waiter is not null)
                {
                    waiters!.Leave(waiter, took);
                }
            }
        }
    }

    private async ValueTask ListeningAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        either.CancelAfter(_session.Options.ConnectTimeout);
        try
        {
            await _session.Notifications.ListeningAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Enter(cancellationToken); // else nothing is heard: it polls
        }
    }

    /// <summary>Until it is told, or it is time to look again.</summary>
    /// <returns>False when the time is up.</returns>
    private async ValueTask<bool> WaitAsync(
        LinkedListNode<TaskCompletionSource> waiter, Claim claim, long looked, long begun, TimeSpan wait, CancellationToken cancellationToken)
    {
        var left = wait == Timeout.InfiniteTimeSpan ? LongestWait : wait - _time.GetElapsedTime(begun);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        // Counted from before the look: the clock may have moved since.
        var again = _session.Options.PollInterval;
        again = claim.LookAgainIn is { } due && due < again ? due : again;
        again -= _time.GetElapsedTime(looked);
        left = again < left ? again : left;
        try
        {
            if (left > TimeSpan.Zero)
            {
                await waiter.Value.Task.WaitAsync(left + TimeSpan.FromMilliseconds(1), _time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (TimeoutException)
        {
            // it looks again, once more at the end too
            if (wait != Timeout.InfiniteTimeSpan && _time.GetElapsedTime(begun) >= wait)
            {
                return claim.LookAgainIn is { } moment && _time.GetElapsedTime(looked) >= moment;
            }
        }

        Enter(cancellationToken);
        return true;
    }

    private async ValueTask<Claim> ClaimAsync(JobLease[]? done, string queue, int max, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (done is { Length: > 0 })
        {
            var both = await TurnAsync(done, queue, max, timeout, cancellationToken).ConfigureAwait(false)
                ?? await AckAndClaimAsync(done, queue, max, timeout, cancellationToken).ConfigureAwait(false);
            if (both is { IsDue: false })
            {
                return both;
            }
        }

        var more = true;
        for (var round = 0; ; round++)
        {
            // What is due goes before what is ready, but nobody waits for all of it.
            var claim = await ClaimOnceAsync(null, queue, max, timeout, round > 0, cancellationToken).ConfigureAwait(false);
            if (!claim.IsDue || claim.Leases.Count > 0 || !more || round == DueRoundsMax)
            {
                return claim;
            }

            more = await _upkeep.RunSomeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>null: the jobs are acknowledged, by the longer road.</returns>
    private async ValueTask<Claim?> AckAndClaimAsync(JobLease[] done, string queue, int max, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            var claim = await ClaimOnceAsync(done, queue, max, timeout, false, cancellationToken).ConfigureAwait(false);
            _retention.Ended(done[0].Job.Queue, done.Length);
            return claim;
        }
        catch (MosaicException error) when (QueueFaults.Is(error, QueueFaults.LeaseLost) || QueueFaults.Is(error, QueueFaults.ConcernsOthers))
        {
            await AckManyAsync(done, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    private async ValueTask<Claim> ClaimOnceAsync(JobLease[]? done, string queue, int max, TimeSpan timeout, bool goOn, CancellationToken cancellationToken)
    {
        var secret = NewSecret();
        var unit = new WriteUnit<Claim?>("dequeue")
        {
            AddStatements = batch =>
            {
                if (done is not null)
                {
                    batch.BatchCommands.Add(Acking([.. done.Select(LeaseToken.Of)], null));
                }

                batch.BatchCommands.Add(new NpgsqlBatchCommand(_session.Sql["queue_claim"])
                {
                    Parameters = { Of(queue), Of(_ids.Salt), Of(max), Of(secret), Of(timeout), Of(_session.Instance, NpgsqlDbType.Bigint), Of(goOn) },
                });
            },
            Read = async reader =>
            {
                if (done is not null)
                {
                    await reader.NextResultAsync(CancellationToken.None).ConfigureAwait(false);
                }

                return await ReadClaimAsync(reader, queue, secret).ConfigureAwait(false);
            },
            Recall = static _ => null,
        };
        return await _session.Units.RunAsync(unit, cancellationToken).ConfigureAwait(false)
            ?? await _session.Reads.RunAsync("dequeue", (connection, token) => RecallAsync(connection, queue, secret, token), CancellationToken.None).ConfigureAwait(false);
    }
}
