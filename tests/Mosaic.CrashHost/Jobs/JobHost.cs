namespace Mosaic.CrashHost.Jobs;

/// <summary>
/// Four workers that store a document, an insight and their acknowledgement in one transaction each, beside one that enqueues. Some jobs
/// fail, some follow others. Tells "e id" after each enqueue and "a id" after each acknowledgement.
/// </summary>
internal sealed class JobHost(string path)
{
    private const int Workers = 4;

    private readonly TextWriter _output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });

    public async Task RunAsync()
    {
        var store = await MosaicEngine.OpenAsync(path).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            Tell("opened");
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => WorkAsync(store))).Append(EnqueueAsync(store.Queue))).ConfigureAwait(false);
        }
    }

    private static EnqueueOptions? Options(int i) => i switch
    {
        1 or 5 => new EnqueueOptions { OrderingKey = "turns" },
        2 => new EnqueueOptions { LimitKey = "tenant" },
        _ => null,
    };

    private async Task EnqueueAsync(IJobQueue queue)
    {
        while (true)
        {
            var ids = await queue.EnqueueManyAsync(JobNames.Queue, Enumerable.Range(0, 8).Select(static i => new NewJob("first", i, Options(i)))).ConfigureAwait(false);
            foreach (var id in ids)
            {
                Tell($"e {id}");
            }

            while (await queue.LengthAsync(JobNames.Queue).ConfigureAwait(false) > 50)
            {
                await Task.Yield();
            }
        }
    }

    private async Task WorkAsync(MosaicEngine store)
    {
        var wait = new DequeueOptions { Wait = TimeSpan.FromMinutes(5) };
        while (await store.Queue.DequeueAsync(JobNames.Queue, wait).ConfigureAwait(false) is { } lease)
        {
            if (lease.Job is { Type: "first", Attempt: 1 } && lease.Job.GetData<int>() == 5)
            {
                await store.Queue.NackAsync(lease, "once", TimeSpan.Zero).ConfigureAwait(false);
                continue;
            }

            string? follower = null;
            await store.TransactAsync(async (transaction, token) =>
            {
                follower = null;
                await transaction.Documents.CreateAsync(JobNames.Collection, new DoneJob(lease.Job.Id, lease.Job.Attempt), token).ConfigureAwait(false);
                await transaction.Memory.StoreInsightAsync(Insight(lease.Job.Id), token).ConfigureAwait(false);
                if (lease.Job.Type == "first" && lease.Job.GetData<int>() == 3)
                {
                    follower = await transaction.Queue.EnqueueAsync(JobNames.Queue, "follower", 0, cancellationToken: token).ConfigureAwait(false);
                }

                await transaction.Queue.AckAsync(lease, token).ConfigureAwait(false);
            }).ConfigureAwait(false);
            Tell($"a {lease.Job.Id}");
            if (follower is not null)
            {
                Tell($"e {follower}");
            }
        }
    }

    private static NewInsight Insight(string jobId) => new() { Id = jobId, UserId = JobNames.User, Content = $"Job {jobId} is done." };

    /// <summary>The dot tells that the line is whole.</summary>
    private void Tell(string line) => _output.Write(line + " .\n");
}
