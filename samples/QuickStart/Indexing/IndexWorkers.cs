using Mosaic;

namespace QuickStart.Indexing;

/// <summary>Takes jobs until none is left, several at a time.</summary>
internal sealed class IndexWorkers(IJobQueue queue, FileQueue files, FileIndexer indexer, Tally tally)
{
    private static readonly int Workers = Math.Clamp(Environment.ProcessorCount, 4, 8);
    private static readonly DequeueOptions Patient = new() { Wait = TimeSpan.FromSeconds(5) };
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    public async Task RunAsync(CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => WorkAsync(ending), CancellationToken.None)));
    }

    private async Task WorkAsync(CancellationTokenSource ending)
    {
        try
        {
            while (!ending.IsCancellationRequested)
            {
                // Only the wait is cancelled: a job that was begun is finished.
                if (await queue.DequeueAsync(FileQueue.Name, Patient, ending.Token) is { } lease)
                {
                    await HandleAsync(lease);
                }

                if (await files.PendingAsync(ending.Token) == 0)
                {
                    await ending.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Nothing is left, or the user stopped the run.
        }
        catch
        {
            await ending.CancelAsync();
            throw;
        }
    }

    private async Task HandleAsync(JobLease lease)
    {
        try
        {
            await IndexAsync(lease, lease.Job.GetData<FileJob>()!.Path);
        }
        catch (LeaseLostException)
        {
            // The lease ran out, as after a laptop's sleep: the job is another worker's now.
        }
    }

    private async Task IndexAsync(JobLease lease, string path)
    {
        try
        {
            tally.Add(path, await indexer.IndexAsync(lease, path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDocumentException)
        {
            await queue.NackAsync(lease, exception.Message, RetryDelay);
            if (lease.Job.Attempt >= lease.Job.MaxAttempts)
            {
                tally.AddFailure(path, exception.Message); // a dead letter; the next run tries again
            }
        }
    }
}
