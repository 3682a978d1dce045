using System.Globalization;

namespace Mosaic.CrashHost.Team;

/// <summary>
/// Workers of a store on a server, beside one that enqueues until it is told to stop; ends when all jobs have. Reads the connection string from its
/// standard input. Tells "e id" after each enqueue, "s id token" before each attempt, "a id token" after each acknowledgement, "l id token" when the lease
/// was lost, and "x …" what a caller should never have seen.
/// </summary>
internal sealed class TeamHost(int workers)
{
    private static readonly EnqueueOptions Patient = new() { MaxAttempts = 10_000 };
    private static readonly DequeueOptions Waiting = new() { Wait = TimeSpan.FromMilliseconds(500) };
    private static readonly WriteOptions Upsert = new() { Upsert = true };

    private readonly TextWriter _output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
    private readonly string[] _steps = new string[workers + 1];
    private volatile bool _stopping;

    public async Task RunAsync()
    {
        var connection = await Console.In.ReadLineAsync().ConfigureAwait(false);
        var store = await PostgresMosaic.OpenAsync(connection!, new PostgresOptions { Schema = TeamNames.Schema, PoolSizeMax = 12, CompletedJobsMax = long.MaxValue / 2 }).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            Tell("opened");
            _ = Task.Run(ListenAsync);
            await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => GuardAsync(() => WorkAsync(store, worker)))).Append(GuardAsync(() => EnqueueAsync(store.Queue)))).ConfigureAwait(false);
        }

        Tell("ended");
    }

    /// <summary>A line ends the enqueueing; from then on it is told what the workers do.</summary>
    private async Task ListenAsync()
    {
        await Console.In.ReadLineAsync().ConfigureAwait(false);
        _stopping = true;
        while (true)
        {
            Tell($"? {string.Join(", ", _steps)}");
            await Task.Delay(TimeSpan.FromSeconds(5)).ConfigureAwait(false);
        }
    }

    private async Task EnqueueAsync(IJobQueue queue)
    {
        for (var i = 0; !_stopping; i++)
        {
            _steps[workers] = "enqueues";
            var type = i % 2 == 0 ? TeamNames.Together : TeamNames.Apart;
            IReadOnlyList<string> ids = i % 3 > 0
                ? [await queue.EnqueueAsync(TeamNames.Queue, type, i, i % 5 == 0 ? Patient with { OrderingKey = $"key {i % 4}" } : Patient).ConfigureAwait(false)]
                : await queue.EnqueueManyAsync(TeamNames.Queue, Enumerable.Range(0, 6).Select(n => new NewJob(type, n, Patient))).ConfigureAwait(false);
            foreach (var id in ids)
            {
                Tell($"e {id}");
            }

            while (!_stopping && await queue.LengthAsync(TeamNames.Queue).ConfigureAwait(false) > 100)
            {
                _steps[workers] = "waits for the queue to become shorter";
                await Task.Delay(20).ConfigureAwait(false);
            }
        }

        _steps[workers] = "has ended";
    }

    private async Task WorkAsync(PostgresMosaic store, int worker)
    {
        while (true)
        {
            _steps[worker] = "dequeues";
            if (await store.Queue.DequeueAsync(TeamNames.Queue, Waiting).ConfigureAwait(false) is { } lease)
            {
                _steps[worker] = $"handles {lease.Job.Type} {lease.Job.Id}";
                await HandleAsync(store, lease).ConfigureAwait(false);
            }
            else if (_stopping)
            {
                var stats = await store.Queue.GetStatsAsync(TeamNames.Queue).ConfigureAwait(false);
                _steps[worker] = $"waits for the end: {stats}";
                if (stats is { Waiting: 0, Leased: 0, Scheduled: 0, Blocked: 0 })
                {
                    _steps[worker] = "has ended";
                    return;
                }
            }
        }
    }

    private async Task HandleAsync(PostgresMosaic store, JobLease lease)
    {
        var id = lease.Job.Id;
        Tell($"s {id} {lease.Token}");
        try
        {
            if (lease.Job.Type == TeamNames.Together)
            {
                await store.TransactAsync(async (transaction, token) =>
                {
                    var times = (await transaction.Documents.ReadAsync<TeamJob>(TeamNames.Collection, id, token).ConfigureAwait(false))?.Times ?? 0;
                    await transaction.Documents.PutAsync(TeamNames.Collection, id, new TeamJob(id, times + 1), Upsert, token).ConfigureAwait(false);
                    await transaction.Queue.AckAsync(lease, token).ConfigureAwait(false);
                }).ConfigureAwait(false);
            }
            else
            {
                await store.Documents.PutAsync(TeamNames.Collection, id, new TeamJob(id, 1), Upsert).ConfigureAwait(false);
                await store.Queue.AckAsync(lease).ConfigureAwait(false);
            }

            Tell($"a {id} {lease.Token}");
        }
        catch (LeaseLostException)
        {
            Tell($"l {id} {lease.Token}");
        }
    }

    /// <summary>Goes on after what should not have come.</summary>
    private async Task GuardAsync(Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work().ConfigureAwait(false);
                return;
            }
            catch (MosaicException error)
            {
                Tell(string.Create(CultureInfo.InvariantCulture, $"x {error.GetType().Name} {error.Operation}: {error.Message} {error.InnerException?.Message}").ReplaceLineEndings(" "));
            }
        }
    }

    /// <summary>The dot tells that the line is whole.</summary>
    private void Tell(string line) => _output.Write(line + " .\n");
}
