using System.Collections.Concurrent;
using System.Globalization;

namespace Mosaic.Postgres.Queue;

/// <summary>Dequeues of this process that wait, by queue; woken by what is told of the queue, as many as became ready.</summary>
internal sealed class QueueWaits(Notifications.Notifications notifications) : IDisposable
{
    public const string Topic = "queue/";

    private readonly ConcurrentDictionary<string, Waiters> _queues = new(StringComparer.Ordinal);

    public Waiters Of(string queue) => _queues.GetOrAdd(queue, static (name, all) => new Waiters(name, all), notifications);

    public void TellAll()
    {
        foreach (var waiters in _queues.Values)
        {
            waiters.Tell(int.MaxValue);
        }
    }

    public void Dispose()
    {
        foreach (var waiters in _queues.Values)
        {
            waiters.Dispose();
        }
    }

    /// <summary>Those of one queue.</summary>
    internal sealed class Waiters : IDisposable
    {
        private readonly LinkedList<TaskCompletionSource> _waiting = [];
        private readonly IDisposable _subscription;

        public Waiters(string queue, Notifications.Notifications notifications) =>
            _subscription = notifications.Subscribe(
                Topic + queue,
                told => Tell(int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var ready) ? ready : int.MaxValue));

        /// <summary>Before looking, so that nothing is missed.</summary>
        public LinkedListNode<TaskCompletionSource> Join()
        {
            lock (_waiting)
            {
                return _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }

        /// <summary>It took something, or waits no more; if it was told of what it did not take, another is told.</summary>
        public void Leave(LinkedListNode<TaskCompletionSource> waiter, bool took)
        {
            lock (_waiting)
            {
                if (waiter.List is not null)
                {
                    _waiting.Remove(waiter);
                }
                else if (!took)
                {
                    Tell(1);
                }
            }
        }

        public void Tell(int count)
        {
            lock (_waiting)
            {
                for (; count > 0 && _waiting.First is { } first; count--)
                {
                    _waiting.RemoveFirst();
                    first.Value.TrySetResult();
                }
            }
        }

        public void Dispose() => _subscription.Dispose();
    }
}
