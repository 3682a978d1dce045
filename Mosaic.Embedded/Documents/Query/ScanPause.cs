using System.Runtime.CompilerServices;

namespace Mosaic.Documents.Query;

/// <summary>
/// Awaited by a scan after every few rows, it lets go first what waits for the scan's core or for its pool thread. A scan
/// awaits nothing else: without it a commit that becomes ready on its core waits for the scheduler's next tick (4 ms), and
/// its callers for a free pool thread. Where nothing waits it costs about a microsecond; the scan always goes on.
/// </summary>
/// <remarks>
/// Not <see cref="Task.Yield"/>, which goes on in the caller's context; nor a forced yield of a completed task, which goes to
/// the thread's own queue, before everything that other threads have queued.
/// </remarks>
internal readonly struct ScanPause : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public static ScanPause Now() => default;

    public ScanPause GetAwaiter() => this;

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        Thread.Yield();
        ThreadPool.UnsafeQueueUserWorkItem(static action => action(), continuation, preferLocal: false);
    }

    public void GetResult()
    {
    }
}
