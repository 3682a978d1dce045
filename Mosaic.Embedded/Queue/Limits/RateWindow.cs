namespace Mosaic.Queue.Limits;

/// <summary>The starts of the last window of a rate, exactly: when each was, by the monotonic clock. Guarded by its queue.</summary>
internal sealed class RateWindow
{
    private readonly LinkedList<long> _starts = [];

    /// <summary>How many may start now.</summary>
    public int Free(Rate rate, TimeProvider time)
    {
        Forget(rate, time);
        return Math.Max(0, rate.Max - _starts.Count);
    }

    /// <summary>In how long one more may start; zero: now.</summary>
    public TimeSpan UntilFree(Rate rate, TimeProvider time)
    {
        Forget(rate, time);
        if (_starts.Count < rate.Max)
        {
            return TimeSpan.Zero;
        }

        var frees = _starts.ElementAt(_starts.Count - rate.Max); // more than Max after the rate was lowered
        return rate.Per - time.GetElapsedTime(frees);
    }

    public LinkedListNode<long> Add(TimeProvider time) => _starts.AddLast(time.GetTimestamp());

    /// <summary>It did not start after all.</summary>
    public void Refund(LinkedListNode<long> start)
    {
        if (start.List is not null)
        {
            _starts.Remove(start);
        }
    }

    private void Forget(Rate rate, TimeProvider time)
    {
        while (_starts.First is { } first && time.GetElapsedTime(first.Value) >= rate.Per)
        {
            _starts.RemoveFirst();
        }
    }
}
