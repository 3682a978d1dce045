using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Mosaic.Workers;

/// <summary>The jobs that a worker has in hand, each in a slot; renews their leases, all in one loop.</summary>
internal sealed class RunningJobs(IJobQueue queue, JobWorkerOptions options, ILogger logger) : IDisposable
{
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromHours(1);

    private readonly JobContext?[] _slots = new JobContext?[options.Concurrency];
    private readonly ConcurrentStack<int> _free = new(Enumerable.Range(0, options.Concurrency));
    private readonly SemaphoreSlim _room = new(options.Concurrency);

    /// <summary>Waits for a free slot and takes those that are free.</summary>
    /// <returns>How many were taken.</returns>
    public async ValueTask<int> TakeRoomAsync(CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        var taken = 1;
        while (taken < options.Concurrency && await _room.WaitAsync(0, CancellationToken.None).ConfigureAwait(false))
        {
            taken++;
        }

        return taken;
    }

    public void GiveRoom(int count)
    {
        if (count > 0)
        {
            _room.Release(count);
        }
    }

    /// <summary>Puts a job into a slot; room was taken for it.</summary>
    public int Add(JobContext context)
    {
        _free.TryPop(out var slot);
        Volatile.Write(ref _slots[slot], context);
        return slot;
    }

    /// <summary>Puts the next job into a slot whose job has ended.</summary>
    public void Replace(int slot, JobContext context) => Volatile.Write(ref _slots[slot], context);

    public void Remove(int slot)
    {
        Volatile.Write(ref _slots[slot], null);
        _free.Push(slot);
        _room.Release();
    }

    /// <summary>Completes when no job is in hand; nothing may be taken meanwhile.</summary>
    /// <returns>False when the time was up before.</returns>
    public async ValueTask<bool> WaitUntilIdleAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = options.TimeProvider.GetTimestamp();
        using var end = new CancellationTokenSource(patience, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        var taken = 0;
        try
        {
            for (; taken < options.Concurrency; taken++)
            {
                await _room.WaitAsync(either.Token).ConfigureAwait(false);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            logger.LogInformation("{Jobs} jobs still run after {Elapsed}.", options.Concurrency - taken, options.TimeProvider.GetElapsedTime(begun));
            return false;
        }
        finally
        {
            GiveRoom(taken);
        }
    }

    public void CancelAll()
    {
        for (var slot = 0; slot < _slots.Length; slot++)
        {
            Volatile.Read(ref _slots[slot])?.Cancel();
        }
    }

    /// <summary>A job's lease has ended without its handler.</summary>
    public void Lose(string job)
    {
        for (var slot = 0; slot < _slots.Length; slot++)
        {
            if (Volatile.Read(ref _slots[slot]) is { IsSettled: false } context && context.Job.Id == job)
            {
                logger.LogInformation("Job {Job} was cancelled while it ran.", job);
                context.LoseLease();
            }
        }
    }

    /// <summary>Renews leases in good time, until cancelled.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.VisibilityTimeout / 6 is var period && period < LongestPeriod ? period : LongestPeriod, options.TimeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            for (var slot = 0; slot < _slots.Length; slot++)
            {
                if (Volatile.Read(ref _slots[slot]) is { IsSettled: false, IsLeaseLost: false } context
                    && options.TimeProvider.GetElapsedTime(context.LeasedAt) >= options.VisibilityTimeout / 3)
                {
                    await RenewAsync(context).ConfigureAwait(false);
                }
            }
        }
    }

    public void Dispose() => _room.Dispose();

    private async ValueTask RenewAsync(JobContext context)
    {
        try
        {
            var at = options.TimeProvider.GetTimestamp();
            context.Renewed(await queue.RenewAsync(context.Lease, CancellationToken.None).ConfigureAwait(false), at);
        }
        catch (LeaseLostException) when (context.IsSettled || context.IsSettling)
        {
            // it was settled meanwhile, or its transaction is told
        }
        catch (LeaseLostException exception)
        {
            logger.LogWarning(exception, "Job {Job} lost its lease while it ran.", context.Job.Id);
            context.LoseLease();
        }
        catch (MosaicException exception) when (exception.IsTransient)
        {
            logger.LogWarning(exception, "The lease of job {Job} could not be renewed; it is tried again.", context.Job.Id);
        }
    }
}
