using Mosaic.Queue.Leases;
using Mosaic.Queue.Moves;
using Mosaic.Queue.Ready;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;

namespace Mosaic.Queue;

/// <content>How leases end. The write loop checks that the lease is live when its unit is prepared; from then on it is ending.</content>
internal sealed partial class EngineQueue
{
    public ValueTask AckAsync(JobLease lease, CancellationToken cancellationToken = default) =>
        SettleAsync([Token(lease)], null, cancellationToken);

    public ValueTask AckAsync<TResult>(JobLease lease, TResult result, CancellationToken cancellationToken = default)
    {
        var token = Token(lease);
        return SettleAsync([token], ToJson(result, lease.Job.Queue), cancellationToken);
    }

    public ValueTask AckManyAsync(IEnumerable<JobLease> leases, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(leases);
        var tokens = leases.Select(Token).ToArray();
        return tokens.Length == 0 ? ValueTask.CompletedTask : SettleAsync(tokens, null, cancellationToken);
    }

    public ValueTask NackAsync(JobLease lease, string? error = null, TimeSpan? delay = null, CancellationToken cancellationToken = default) =>
        NackAsync(Token(lease), error is null ? null : new JobError(error), delay, cancellationToken);

    public ValueTask NackAsync(JobLease lease, JobError error, TimeSpan? delay = null, CancellationToken cancellationToken = default) =>
        NackAsync(Token(lease), error, delay, cancellationToken);

    public ValueTask<JobLease> RenewAsync(JobLease lease, CancellationToken cancellationToken = default)
    {
        var token = Token(lease);
        cancellationToken.ThrowIfCancellationRequested();
        _core.Health.ThrowIfUnwritable();
        if (Find(token) is not { } runtime || runtime.Renew(token) is not { } expiresAt)
        {
            throw Lost(token, lease.Job.Id);
        }

        return ValueTask.FromResult(lease with { ExpiresAt = expiresAt });
    }

    internal static LeaseToken Token(JobLease lease) => LeaseToken.Of(lease);

    /// <summary>On the write loop.</summary>
    internal bool Complete(UnitContext context, LeaseToken token, byte[]? result)
    {
        var (runtime, lease) = Live(token);
        var from = Leased(context, lease);
        var to = JobMachine.Complete(from.Place, from.Row, lease.Attempt, result is null ? null : (ReadOnlyMemory<byte>?)result, context.Now);
        _moves.Move(context, _catalog.Find(runtime.Name)!, lease.Job, from, to, JobEventKind.Completed);
        return true;
    }

    /// <summary>On the write loop.</summary>
    internal bool Fail(UnitContext context, LeaseToken token, JobError? error, TimeSpan? delay)
    {
        var (runtime, lease) = Live(token);
        Fail(context, runtime, lease, lease.Attempt, error, delay);
        return true;
    }

    /// <summary>How long a leased job waits if its attempt fails.</summary>
    internal TimeSpan RetryDelay(JobKey job, int attempt) =>
        _core.Rows.Get(JobKeys.Ready(job)) is { } bytes ? RetryDelay(job.Queue, JobRowCodec.Decode(bytes), attempt) : RetryPolicy.Default.After(attempt);

    /// <summary>How long a failed job waits.</summary>
    internal TimeSpan RetryDelay(int queue, JobRow row, int attempt) =>
        (row.Retry ?? _catalog.Find(queue)?.Settings.Options.Retry ?? RetryPolicy.Default).After(attempt);

    /// <exception cref="LeaseLostException">The lease is not live.</exception>
    internal void ThrowIfLost(JobLease lease, LeaseToken token)
    {
        if (Find(token)?.FindLive(token) is null)
        {
            throw Lost(token, lease.Job.Id);
        }
    }

    internal static LeaseLostException Lost(LeaseToken token, string? id) =>
        JobErrors.Lost(id ?? token.Job.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private string IdOf(JobKey job)
    {
        foreach (var place in JobPlaces.All)
        {
            if (_core.Rows.Get(place.Key(job)) is { } row)
            {
                return _writer.Id(job, JobRowCodec.Decode(row));
            }
        }

        return _writer.Id(job, default(string));
    }

    private QueueRuntime? Find(LeaseToken token) =>
        _catalog.Find(token.Job.Queue) is { } queue ? Runtime(queue.Name) : null;

    private async ValueTask SettleAsync(LeaseToken[] tokens, byte[]? result, CancellationToken cancellationToken)
    {
        Enter(cancellationToken);
        await CommitAsync(
            context =>
            {
                foreach (var token in tokens)
                {
                    Complete(context, token, result);
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask NackAsync(LeaseToken token, JobError? error, TimeSpan? delay, CancellationToken cancellationToken)
    {
        JobRules.ValidateNack(error, delay);
        Enter(cancellationToken);
        await CommitAsync(context => Fail(context, token, error, delay), cancellationToken).ConfigureAwait(false);
    }

    private (QueueRuntime Runtime, Lease Lease) Live(LeaseToken token) =>
        Find(token) is { } runtime && runtime.FindLive(token) is { } lease ? (runtime, lease) : throw Lost(token, IdOf(token.Job));

    private JobStep Leased(UnitContext context, Lease lease) =>
        context.Get(JobKeys.Ready(lease.Job)) is { } bytes
            ? new JobStep(JobPlace.Ready, JobRowCodec.Decode(bytes))
            : throw Lost(new LeaseToken(lease.Job, lease.Secret), IdOf(lease.Job)); // ended before, in this unit

    private void Fail(UnitContext context, QueueRuntime runtime, Lease lease, int attempt, JobError? error, TimeSpan? delay)
    {
        var from = Leased(context, lease);
        var to = Failed(context, lease.Job, from, attempt, lease.Attempt == attempt ? lease.BegunTime : null, error, delay ?? RetryDelay(lease.Job.Queue, from.Row, attempt));
        _moves.Move(context, _catalog.Find(runtime.Name)!, lease.Job, from, to, to.Place == JobPlace.Dead ? JobEventKind.DeadLetter : JobEventKind.Failed);
    }

    /// <summary>The step of a job whose attempt failed; the attempt is written down.</summary>
    private static JobStep Failed(UnitContext context, JobKey job, JobStep from, int attempt, DateTimeOffset? began, JobError? error, TimeSpan delay)
    {
        var to = JobMachine.Fail(from.Place, from.Row with { HasAttempts = true }, attempt, error?.Message, delay, context.Now);
        AttemptRows.Add(context, job, to.Row.Version, new JobAttempt(attempt, began, context.Now, to.Row.Error, JobMachine.Bounded(error?.Stack)));
        return to;
    }

    private void Postpone(UnitContext context, QueueRuntime runtime, Lease lease, TimeSpan wait)
    {
        var from = Leased(context, lease);
        _moves.Move(context, _catalog.Find(runtime.Name)!, lease.Job, from, JobMachine.Postpone(from.Place, from.Row, Later(context.Now, wait)), JobEventKind.Postponed);
    }
}
