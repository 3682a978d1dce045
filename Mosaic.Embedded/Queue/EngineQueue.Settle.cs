using Mosaic.Queue.Leases;
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

    public async ValueTask NackAsync(JobLease lease, string? error = null, TimeSpan? delay = null, CancellationToken cancellationToken = default)
    {
        var token = Token(lease);
        ValidateNack(error, delay);
        Enter(cancellationToken);
        await CommitAsync(context => Fail(context, token, error, delay), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<JobLease> RenewAsync(JobLease lease, CancellationToken cancellationToken = default)
    {
        var token = Token(lease);
        cancellationToken.ThrowIfCancellationRequested();
        _core.Health.ThrowIfUnwritable();
        if (Find(token) is not { } runtime || runtime.Renew(token, _time) is not { } expiresAt)
        {
            throw Lost(token, lease.Job.Id);
        }

        return ValueTask.FromResult(lease with { ExpiresAt = expiresAt });
    }

    internal static LeaseToken Token(JobLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(lease.Token, nameof(lease));
        ArgumentNullException.ThrowIfNull(lease.Job, nameof(lease));
        return LeaseToken.TryParse(lease.Token, out var token) ? token : throw Lost(default, lease.Job.Id);
    }

    internal static void ValidateNack(string? error, TimeSpan? delay)
    {
        if (delay is { } wait)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero, nameof(delay));
        }

        if (error is not null && !Documents.Json.StrictUtf8.IsWellFormed(error))
        {
            throw new ArgumentException("It holds a surrogate without its partner, which UTF-8 cannot express.", nameof(error));
        }
    }

    /// <summary>On the write loop.</summary>
    internal bool Complete(UnitContext context, LeaseToken token, byte[]? result) =>
        Settle(context, token, (job, attempt, now) =>
            JobMachine.Complete(job, attempt, result is null ? null : (ReadOnlyMemory<byte>?)result, now));

    /// <summary>On the write loop.</summary>
    internal bool Fail(UnitContext context, LeaseToken token, string? error, TimeSpan? delay) =>
        Settle(context, token, (job, attempt, now) => JobMachine.Fail(job, attempt, error, delay ?? Backoff.After(attempt), now));

    /// <exception cref="LeaseLostException">The lease is not live.</exception>
    internal void ThrowIfLost(JobLease lease, LeaseToken token)
    {
        if (Find(token)?.FindLive(token, _time.GetTimestamp()) is null)
        {
            throw Lost(token, lease.Job.Id);
        }
    }

    internal static LeaseLostException Lost(LeaseToken token, string? id) =>
        new($"The lease of job '{id ?? token.Job.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)}' is lost: it expired, was ended, or is of another store or process.")
        {
            Operation = "acknowledge",
            Target = id,
            Hint = "The job runs again, or has run. Renew leases in time, with RenewAsync, or ask for a longer VisibilityTimeout.",
        };

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

    private bool Settle(UnitContext context, LeaseToken token, Func<JobRow, int, DateTimeOffset, (JobPlace, JobRow)> decide)
    {
        var runtime = Find(token);
        if (runtime?.FindLive(token, _time.GetTimestamp()) is not { } lease)
        {
            throw Lost(token, null);
        }

        End(context, runtime, lease, (job, now) => decide(job, lease.Attempt, now));
        return true;
    }

    /// <summary>Moves a leased job as <paramref name="decide"/> says, and ends the lease with the unit.</summary>
    private void End(UnitContext context, QueueRuntime runtime, Lease lease, Func<JobRow, DateTimeOffset, (JobPlace Place, JobRow Row)> decide)
    {
        if (context.Get(JobKeys.Ready(lease.Job)) is not { } bytes)
        {
            throw Lost(new LeaseToken(lease.Job, lease.Secret), null); // ended before, in this unit
        }

        var row = JobRow.Decode(bytes);
        var (place, next) = decide(row, context.Now);
        _writer.Replace(context, _catalog.Find(runtime.Name)!, lease.Job, (JobPlace.Ready, row), (place, next));
        context.OnStaged(() => runtime.Ending(lease));
        context.OnPublished(() =>
        {
            Arrived(runtime.Name, lease.Job, JobPlace.Ready, place, next, endsLease: true);
            if (lease.Slot >= 0)
            {
                _leaseFile.End(lease.Slot);
            }
        });
    }
}
