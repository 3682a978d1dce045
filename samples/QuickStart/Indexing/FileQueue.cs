using Mosaic;

namespace QuickStart.Indexing;

/// <summary>The queue of files to index.</summary>
internal sealed class FileQueue(IJobQueue queue)
{
    public const string Name = "files";
    private const string JobType = "index";
    private const int AttemptsMax = 3;

    // Each caller waits for the disk, and those that wait together share one sync.
    private const int Callers = 64;

    public Task EnqueueAsync(IReadOnlyList<FileVersion> files, CancellationToken stop) => Parallel.ForEachAsync(
        files,
        new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = stop },
        async (file, token) => await EnqueueAsync(file, token));

    /// <summary>The jobs that are not done yet, those of an interrupted run among them.</summary>
    public async Task<int> PendingAsync(CancellationToken stop)
    {
        var stats = await queue.GetStatsAsync(Name, stop);
        return (int)(stats.Waiting + stats.Scheduled + stats.Leased);
    }

    /// <summary>
    /// A version of a file is in the queue once, however often a run is killed and begun again. Its job may have ended earlier
    /// and the file be in this state again (put back, or readable at last): then it gets the next id.
    /// </summary>
    private async Task EnqueueAsync(FileVersion file, CancellationToken stop)
    {
        for (var number = 0; ; number++)
        {
            var id = $"{file.JobKey}.{number}";
            try
            {
                await queue.EnqueueAsync(Name, JobType, new FileJob(file.Path), new EnqueueOptions { Id = id, MaxAttempts = AttemptsMax }, stop);
                return;
            }
            catch (DuplicateKeyException)
            {
                if (await queue.GetAsync(id, stop) is { State: JobState.Waiting or JobState.Scheduled or JobState.Leased })
                {
                    return;
                }
            }
        }
    }
}
