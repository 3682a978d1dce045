using Mosaic.Queue.Rows;

namespace Mosaic.Queue.Ready;

/// <content>Waiting for a job, and reading the next ones from the rows.</content>
internal sealed partial class QueueRuntime
{
    /// <returns>Where to read on in the rows; null when nothing is to be read now.</returns>
    public JobKey? TryBeginRefill()
    {
        lock (_gate)
        {
            if (!_ready.WantsRefill)
            {
                return null;
            }

            _refilling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _ready.BeginRefill();
        }
    }

    public void EndRefill(IReadOnlyList<JobKey> found, JobKey? next)
    {
        lock (_gate)
        {
            _ready.EndRefill(found, next);
            _refilling!.SetResult();
            Tell(next is null ? found.Count : Math.Max(1, found.Count));
        }
    }

    public void AbandonRefill()
    {
        lock (_gate)
        {
            _ready.AbandonRefill();
            _refilling!.SetResult();
            Tell(1); // another may try
        }
    }

    /// <summary>
    /// Whether who was given nothing has to look again before saying that the queue is empty: the rows are being read, or have been since.
    /// </summary>
    /// <param name="refilled">Completes when the rows have been read.</param>
    public bool MayHaveMore(out ValueTask refilled)
    {
        lock (_gate)
        {
            refilled = default;
            if (_ready is { Count: 0, IsRefilling: true })
            {
                refilled = new ValueTask(_refilling!.Task);
                return true;
            }

            return (_ready.Count > 0 || _ready.WantsRefill) && Room() > 0;
        }
    }

    /// <param name="untilRateAllows">In how long the queue's rate allows another start, where that is what is waited for: nobody else tells
    /// of it. Decided with the rest, for it may come at any moment. Else infinite.</param>
    /// <returns>null when a job may be leased: look again.</returns>
    public Waiter? Wait(out TimeSpan untilRateAllows)
    {
        lock (_gate)
        {
            untilRateAllows = Timeout.InfiniteTimeSpan;
            if (_ready.Count > 0 || _ready.WantsRefill)
            {
                if (Room() > 0)
                {
                    return null;
                }

                if (_settings is { Paused: false, Options.Rate: { } rate } && HasConcurrencyLeft())
                {
                    untilRateAllows = _rate.UntilFree(rate, time);
                    if (untilRateAllows <= TimeSpan.Zero)
                    {
                        return null; // it came since
                    }
                }
            }

            var waiter = new Waiter();
            _waiters.AddLast(waiter);
            return waiter;
        }
    }

    /// <summary>The waiter gives up; if it was told of a job, another is told.</summary>
    public void Leave(Waiter waiter)
    {
        lock (_gate)
        {
            // Or it alone knew when the rate allows another start.
            if (!_waiters.Remove(waiter) || _ready.Count > 0)
            {
                Tell(1);
            }
        }
    }

    /// <summary>Everybody looks again.</summary>
    public void TellAll()
    {
        lock (_gate)
        {
            Tell(int.MaxValue);
        }
    }

    private void Tell(int waiters)
    {
        for (; waiters > 0 && _waiters.First is { } first; waiters--)
        {
            _waiters.RemoveFirst();
            first.Value.TryTell();
        }
    }
}
