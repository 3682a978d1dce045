using Mosaic.Queue.Moves;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue;

/// <content>What operators do: settings, pause, cancel, remove, redrive, purge.</content>
internal sealed partial class EngineQueue
{
    public ValueTask ConfigureAsync(string queue, QueueOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        JobRules.Validate(options);
        return SetAsync(queue, settings => settings with { Options = options }, cancellationToken);
    }

    public ValueTask<QueueOptions> GetOptionsAsync(string queue, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(queue, nameof(queue));
        Enter(cancellationToken);
        return ValueTask.FromResult(_catalog.Find(queue)?.Settings.Options ?? QueueSettings.Default.Options);
    }

    public ValueTask PauseAsync(string queue, CancellationToken cancellationToken = default) =>
        SetAsync(queue, static settings => settings with { Paused = true }, cancellationToken);

    public ValueTask ResumeAsync(string queue, CancellationToken cancellationToken = default) =>
        SetAsync(queue, static settings => settings with { Paused = false }, cancellationToken);

    public event Action<string>? LeaseEnded;

    public ValueTask<bool> CancelAsync(string jobId, CancellationToken cancellationToken = default) =>
        EndAsync(
            jobId,
            static found => !found.Place.IsEnd(),
            (context, queue, found) =>
            {
                var attempt = Runtime(queue.Name).RunningAttempt(found.Key) ?? found.Row.Attempts;
                _moves.Move(context, queue, found.Key, found.Step, JobMachine.Cancel(found.Place, found.Row, attempt, context.Now), JobEventKind.Cancelled);
            },
            cancellationToken);

    public ValueTask<bool> RemoveAsync(string jobId, CancellationToken cancellationToken = default) =>
        EndAsync(jobId, static _ => true, (context, queue, found) => _moves.Remove(context, queue, found.Key, found.Step), cancellationToken);

    /// <summary>As <see cref="ChangeAsync"/>; whoever holds the job's lease is told that it is over.</summary>
    private async ValueTask<bool> EndAsync(
        string jobId, Func<FoundJob, bool> applies, Action<UnitContext, QueueInfo, FoundJob> change, CancellationToken cancellationToken)
    {
        var ended = await ChangeAsync(jobId, applies, change, cancellationToken).ConfigureAwait(false);
        if (ended)
        {
            LeaseEnded?.Invoke(jobId);
        }

        return ended;
    }

    public ValueTask<bool> RedriveAsync(string jobId, CancellationToken cancellationToken = default) =>
        ChangeAsync(jobId, static found => found.Place is JobPlace.Dead or JobPlace.Cancelled, Redrive, cancellationToken);

    public async ValueTask<long> RedriveAllAsync(string queue, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(queue, nameof(queue));
        Enter(cancellationToken);
        await CatchUpAsync().ConfigureAwait(false);
        if (_catalog.Find(queue) is not { } info)
        {
            return 0;
        }

        var redriven = 0L;
        var to = Keys.After(JobPlace.Dead.Prefix(info.Id));
        for (byte[]? from = JobPlace.Dead.Prefix(info.Id); from is not null;)
        {
            var page = _core.Rows.Scan(from, to, PageRows, RefillBytes);
            from = page.Next?.ToArray();
            redriven += await _core.CommitSplitAsync(
                page.Rows.ConvertAll(static row => JobKeys.ReadAside(row.Key.Span)), (context, jobs) => jobs.Count(job => TryRedrive(context, info, job)), cancellationToken)
                .ConfigureAwait(false);
        }

        return redriven;
    }

    public async ValueTask<long> PurgeAsync(string queue, JobState state, TimeSpan? olderThan = null, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(queue, nameof(queue));
        var place = JobRules.PurgedPlace(state, olderThan);
        Enter(cancellationToken);
        await CatchUpAsync().ConfigureAwait(false);
        var before = olderThan is { } age ? Math.Max(0, _core.Clock.Now().UtcTicks - age.Ticks) : long.MaxValue;
        return _catalog.Find(queue) is { } info
            ? await _retention.RemoveAsync(info, place, row => row.EndedTicks <= before, cancellationToken).ConfigureAwait(false)
            : 0;
    }

    private bool TryRedrive(UnitContext context, QueueInfo queue, JobKey job)
    {
        if (context.Get(JobPlace.Dead.Key(job)) is not { } bytes)
        {
            return false;
        }

        Redrive(context, queue, new FoundJob(job, JobPlace.Dead, JobRowCodec.Decode(bytes)));
        return true;
    }

    private void Redrive(UnitContext context, QueueInfo queue, FoundJob found)
    {
        var waits = found.Row.IsParent && FlowRows.Pending(context.Get, found.Key) > 0;
        var to = JobMachine.Redrive(found.Place, found.Row, context.Now, KeySlots.IsFree(context, queue, found.Row), waits);
        _moves.Move(context, queue, found.Key, found.Step, to, JobEventKind.Redriven);
    }

    private async ValueTask<bool> ChangeAsync(
        string jobId, Func<FoundJob, bool> condition, Action<UnitContext, QueueInfo, FoundJob> change, CancellationToken cancellationToken)
    {
        JobRules.ValidateId(jobId, nameof(jobId));
        Enter(cancellationToken);
        await CatchUpAsync().ConfigureAwait(false);
        return await CommitAsync(
            context =>
            {
                if (_writer.Find(context.Get, jobId) is not { } found || !condition(found))
                {
                    return false;
                }

                change(context, _catalog.Find(found.Key.Queue)!, found);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SetAsync(string queue, Func<QueueSettings, QueueSettings> change, CancellationToken cancellationToken)
    {
        JobRules.ValidateName(queue, nameof(queue));
        Enter(cancellationToken);
        await CatchUpAsync().ConfigureAwait(false);
        var set = await CommitAsync(
            context =>
            {
                var info = _catalog.Configure(context, queue, change);
                context.OnPublished(() => Runtime(queue).Set(info.Settings));
                return info;
            },
            cancellationToken).ConfigureAwait(false);
        await UnblockAsync(set, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keys may have more slots than before.</summary>
    private async ValueTask UnblockAsync(QueueInfo queue, CancellationToken cancellationToken)
    {
        if (Runtime(queue.Name).Count(JobPlace.Blocked) == 0)
        {
            return;
        }

        var limited = KeyRows.RowKey(queue.Id, KeyKind.Limit, "");
        for (byte[]? from = limited; from is not null;)
        {
            var page = _core.Rows.Scan(from, Keys.After(limited), PageRows, RefillBytes);
            from = page.Next?.ToArray();
            foreach (var row in page.Rows)
            {
                var key = KeyRows.ReadKey(row.Key.Span);
                while (await CommitAsync(context => _moves.Unblock(context, queue, KeyKind.Limit, key), cancellationToken).ConfigureAwait(false))
                {
                }
            }
        }
    }
}
