using Microsoft.Extensions.Logging;

namespace Mosaic;

/// <content>Taking jobs, doing them, and ending.</content>
public sealed partial class JobWorker
{
    private static readonly TimeSpan CancelledPatience = TimeSpan.FromSeconds(5);

    private async Task StopOnceAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await new ValueTask(_taking ?? Task.CompletedTask).ConfigureAwait(false);
        var idle = await _running.WaitUntilIdleAsync(_options.DrainTimeout, _cutShort.Token).ConfigureAwait(false);
        if (!idle)
        {
            _running.CancelAll();
            idle = await _running.WaitUntilIdleAsync(CancelledPatience, CancellationToken.None).ConfigureAwait(false);
        }

        await _ended.CancelAsync().ConfigureAwait(false);
        if (_leaseEnds is not null)
        {
            _leaseEnds.LeaseEnded -= _running.Lose;
        }

        await new ValueTask(_renewing ?? Task.CompletedTask).ConfigureAwait(false);
        if (idle)
        {
            _running.Dispose(); // else those that run on give their room back some time
        }

        _completion.TrySetResult();
    }

    private async Task TakeAsync()
    {
        while (true)
        {
            var room = await _running.TakeRoomAsync(_stopping.Token).ConfigureAwait(false);
            var taken = 0;
            try
            {
                if (Volatile.Read(ref _stopped) is not null)
                {
                    return; // it was told to stop, though the token is not cancelled yet
                }

                var options = new DequeueOptions { VisibilityTimeout = _options.VisibilityTimeout, Wait = Timeout.InfiniteTimeSpan };
                var leases = await _retries.RunAsync(
                    "take jobs", () => _store.Queue.DequeueManyAsync(_queue, room, options, _stopping.Token), _stopping.Token).ConfigureAwait(false);
                foreach (var lease in leases)
                {
                    var context = new JobContext(_store, lease, _options.TimeProvider.GetTimestamp());
                    var slot = _running.Add(context);
                    taken++;
                    _ = Task.Run(() => GuardAsync(() => WorkAsync(context, slot)));
                }
            }
            finally
            {
                _running.GiveRoom(room - taken);
            }
        }
    }

    /// <summary>Does a job, and in its place those that its acknowledgement took along.</summary>
    private async Task WorkAsync(JobContext context, int slot)
    {
        try
        {
            while (await DoAsync(context).ConfigureAwait(false) is { } next)
            {
                context = next;
                _running.Replace(slot, context);
            }
        }
        catch (LeaseLostException exception)
        {
            _logger.LogWarning(exception, "Job {Job} ended after its lease was lost; it runs again, or has run.", context.Job.Id);
        }
        finally
        {
            _running.Remove(slot);
        }
    }

    /// <returns>The next job; null: none was taken.</returns>
    private async ValueTask<JobContext?> DoAsync(JobContext context)
    {
        JobError error;
        TimeSpan? delay = null;
        try
        {
            if (_handlers.Find(context.Job.Type) is not { } handler)
            {
                throw new NotSupportedException($"This worker has no handler for jobs of type '{context.Job.Type}'.");
            }

            await handler(context, context.Ending).ConfigureAwait(false);
            if (!context.IsSettled)
            {
                return await AcknowledgeAsync(context).ConfigureAwait(false);
            }

            if (context.HasUnsentResult)
            {
                _logger.LogWarning("What the handler of job {Job} returned is not kept: its transaction had acknowledged the job before.", context.Job.Id);
            }

            return null;
        }
        catch (OperationCanceledException) when (context.Ending.IsCancellationRequested)
        {
            error = new JobError("The worker stopped before the job had ended.");
            delay = TimeSpan.Zero;
        }
        catch (Exception exception)
        {
            _logger.LogError(exception, "Job {Job} of type {Type} failed in attempt {Attempt}.", context.Job.Id, context.Job.Type, context.Job.Attempt);
            error = JobError.Of(exception);
            delay = Delay(context.Job, exception);
        }

        if (!context.IsSettled && !context.IsLeaseLost)
        {
            await SettleAsync(async () =>
            {
                await _store.Queue.NackAsync(context.Lease, error, delay, CancellationToken.None).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }

        return null;
    }

    /// <returns>The next job, if one was ready: both are one round trip where the backend can.</returns>
    private async ValueTask<JobContext?> AcknowledgeAsync(JobContext context)
    {
        if (context.Acknowledge is not null || Volatile.Read(ref _stopped) is not null || _stopping.IsCancellationRequested)
        {
            var acknowledge = context.Acknowledge ?? (lease => _store.Queue.AckAsync(lease, CancellationToken.None));
            return await SettleAsync<JobContext?>(async () =>
            {
                await acknowledge(context.Lease).ConfigureAwait(false);
                return null;
            }).ConfigureAwait(false);
        }

        var options = new DequeueOptions { VisibilityTimeout = _options.VisibilityTimeout };
        return await SettleAsync(() => _store.Queue.AckAndDequeueManyAsync([context.Lease], _queue, 1, options, CancellationToken.None)).ConfigureAwait(false) is [var lease]
            ? new JobContext(_store, lease, _options.TimeProvider.GetTimestamp())
            : null;
    }

    private TimeSpan? Delay(Job job, Exception failure)
    {
        try
        {
            return _options.RetryDelay?.Invoke(job, failure) is { } delay && delay >= TimeSpan.Zero ? delay : null;
        }
        catch (Exception exception)
        {
            _logger.LogError(exception, "RetryDelay failed; the retry policy holds.");
            return null;
        }
    }

    private ValueTask<T> SettleAsync<T>(Func<ValueTask<T>> settle) => _retries.RunAsync("end a job", settle, _ended.Token);

    /// <summary>Runs a part of the worker; what it cannot go on from ends the worker, and is told.</summary>
    private async Task GuardAsync(Func<Task> part)
    {
        try
        {
            await part().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested || _ended.IsCancellationRequested)
        {
            // it was told to stop
        }
        catch (ObjectDisposedException)
        {
            _logger.LogInformation("The store was closed; the worker of queue {Queue} ends.", _queue);
            _running.CancelAll(); // no lease can be renewed any more: their jobs run again when the store is opened
            _completion.TrySetResult();
            await _stopping.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _logger.LogCritical(exception, "The worker of queue {Queue} cannot go on.", _queue);
            _completion.TrySetException(exception);
            _ = _completion.Task.Exception; // nobody need await it
            await _stopping.CancelAsync().ConfigureAwait(false);
        }
    }
}
