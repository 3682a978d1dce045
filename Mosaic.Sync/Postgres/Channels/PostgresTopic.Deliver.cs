using Mosaic.Backends;

namespace Mosaic.Postgres.Channels;

/// <content>Handing messages on, and who waits for that.</content>
internal sealed partial class PostgresTopic
{
    /// <summary>A message that was committed is told within milliseconds, or its connection is lost and nobody knows yet.</summary>
    private static readonly TimeSpan ToldWithin = TimeSpan.FromSeconds(5);

    private readonly Dictionary<long, TaskCompletionSource<Task>> _publishers = [];
    private readonly Dictionary<long, Task> _waits = [];
    private long _last;

    /// <summary>Completes when the subscribers of this process have a message that it published, as far as they have room.</summary>
    /// <param name="number">The message's.</param>
    /// <param name="ask">Has somebody look for it, where nothing is told.</param>
    public async Task DeliveredAsync(long number, Action? ask)
    {
        TaskCompletionSource<Task>? told = null;
        Task? wait = null;
        lock (_gate)
        {
            if (_live.Count == 0 || _ended)
            {
                return;
            }

            if (number <= _last)
            {
                _waits.TryGetValue(number, out wait);
            }
            else
            {
                _publishers[number] = told = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        if (told is not null)
        {
            ask?.Invoke();
            try
            {
                wait = await told.Task.WaitAsync(ToldWithin).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return;
            }
            finally
            {
                lock (_gate)
                {
                    _publishers.Remove(number);
                }
            }
        }

        await (wait ?? Task.CompletedTask).ConfigureAwait(false);
    }

    /// <summary>Hands a message on, and lets those publishers go on whose messages came.</summary>
    private void Pass(long number, ChannelMessage? message)
    {
        lock (_gate)
        {
            var waits = message is null ? [] : _live.Where(live => live.From < number).Select(static live => live.Subscriber).ToArray().Select(subscriber => subscriber.Post(message)).OfType<Task>().ToList();
            var wait = waits.Count == 0 ? Task.CompletedTask : Task.WhenAll(waits);
            if (number != long.MaxValue)
            {
                _last = Math.Max(_last, number);
                if (!wait.IsCompleted)
                {
                    _waits[number] = wait;
                    _ = wait.ContinueWith(_ => Forget(number), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                }
            }

            foreach (var publisher in _publishers.Keys.Where(key => key <= number).ToList())
            {
                _publishers.Remove(publisher, out var waiting);
                waiting!.TrySetResult(publisher == number ? wait : Task.CompletedTask);
            }
        }
    }

    private void Forget(long number)
    {
        lock (_gate)
        {
            _waits.Remove(number);
        }
    }
}
