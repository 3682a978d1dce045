namespace Mosaic.Storage.Maintenance;

/// <summary>Hands progress to the caller's code on a pool thread, the newest value only, so that none of it runs under a lock.</summary>
internal sealed class ProgressRelay(IProgress<CopyProgress>? target)
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;
    private CopyProgress? _next;

    public void Report(CopyProgress value)
    {
        if (target is null)
        {
            return;
        }

        lock (_gate)
        {
            var idle = _next is null;
            _next = value;
            if (idle)
            {
                _last = _last.ContinueWith(_ => Tell(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Completes when everything reported so far has been told.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            return _last;
        }
    }

    private void Tell()
    {
        CopyProgress value;
        lock (_gate)
        {
            value = _next!;
            _next = null;
        }

        target!.Report(value);
    }
}
