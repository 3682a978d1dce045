using System.Globalization;
using Mosaic.Specs;

namespace Mosaic.Sync.Tests.Postgres.Agreement;

/// <summary>Random operations on jobs of three queues. No policy has jitter, which no two stores could share.</summary>
internal static class RandomJobs
{
    public static readonly string[] Queues = ["q", "r", "s"];

    private static readonly TimeSpan[] Times = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2)];

    public static async Task DeclareAsync(IJobQueue queue)
    {
        foreach (var name in Queues)
        {
            await queue.ConfigureAsync(name, new QueueOptions { Retry = RetryPolicy.Fixed(TimeSpan.FromSeconds(5)) });
        }
    }

    public static Work Next(RandomJson random, DateTimeOffset now)
    {
        var queue = random.Pick(Queues);
        var (pick, max) = (random.Next(1_000), 1 + random.Next(4));
        switch (random.Next(30))
        {
            case < 5:
                var (data, options) = (random.Next(10), Options(random, now));
                return new($"enqueue {queue} {options}", async store => store.Enqueued(await store.Store.Queue.EnqueueAsync(queue, "t", data, options)));
            case < 7:
                var jobs = Enumerable.Range(0, random.Next(5)).Select(i => new NewJob("m", i, Options(random, now))).ToList();
                return new($"enqueue many {queue} {string.Join(", ", jobs)}", async store => string.Join(' ', (await store.Store.Queue.EnqueueManyAsync(queue, jobs)).Select(store.Enqueued)));
            case < 8:
                var flow = Flow(random, now, 2);
                return new($"enqueue flow {flow}", async store => Ids(store, await store.Store.Queue.EnqueueFlowAsync(flow)));
            case < 13:
                var lasting = new DequeueOptions { VisibilityTimeout = random.Pick(Times[2..]) };
                return new($"dequeue {queue} {lasting}", async store => Told.Of(store.Leased(await store.Store.Queue.DequeueAsync(queue, lasting))));
            case < 15:
                return new($"dequeue many {queue} {max}", async store => Told.Lines(await store.Store.Queue.DequeueManyAsync(queue, max), lease => Told.Of(store.Leased(lease))));
            case < 19:
                return new($"ack {pick}", store => WithLeaseAsync(store, pick, async lease => await store.Store.Queue.AckAsync(lease, pick % 7)));
            case < 20:
                return new($"ack and dequeue {queue} {pick} {max}", async store =>
                {
                    JobLease[] leases = store.Lease(pick) is { } lease ? [lease] : [];
                    return Told.Lines(await store.Store.Queue.AckAndDequeueManyAsync(leases, queue, max), next => Told.Of(store.Leased(next)));
                });
            case < 22:
                TimeSpan? delay = random.Next(2) == 0 ? null : random.Pick(Times);
                return new($"nack {pick} {delay}", store => WithLeaseAsync(store, pick, async lease => await store.Store.Queue.NackAsync(lease, $"error {pick % 5}", delay)));
            case < 23:
                return new($"renew {pick}", async store => store.Lease(pick) is { } lease ? Told.Of(store.Leased(await store.Store.Queue.RenewAsync(lease))) : "no lease");
            case < 24:
                return new($"note {pick}", store => WithLeaseAsync(store, pick, async lease =>
                {
                    await store.Store.Queue.ReportProgressAsync(lease, pick);
                    await store.Store.Queue.LogAsync(lease, $"line {pick}");
                }));
            case < 26:
                return Manage(random, queue, pick);
            default:
                return Look(random, queue, pick);
        }
    }

    public static EnqueueOptions? Options(RandomJson random, DateTimeOffset now) => random.Next(3) == 0 ? null : new EnqueueOptions
    {
        Id = random.Next(8) == 0 ? $"own {random.Next(30)}" : null,
        Priority = random.Next(3),
        Delay = random.Next(5) == 0 ? random.Pick(Times) : null,
        MaxAttempts = random.Next(2) == 0 ? 1 + random.Next(3) : null,
        LastInFirstOut = random.Next(6) == 0,
        OrderingKey = random.Next(6) == 0 ? random.Pick((string[])["a", "b"]) : null,
        DeduplicationKey = random.Next(6) == 0 ? random.Pick((string[])["x", "y"]) : null,
        DeduplicationPolicy = random.Pick(Enum.GetValues<DeduplicationPolicy>()),
        Retry = random.Next(6) == 0 ? RetryPolicy.Delays(TimeSpan.Zero, TimeSpan.FromSeconds(3)) : null,
    } is var options && options.DeduplicationKey is not null && random.Next(2) == 0
            ? options with { DeduplicationTtl = TimeSpan.FromSeconds(10) }
            : options is { Delay: null } && random.Next(10) == 0 ? options with { RunAt = now + TimeSpan.FromSeconds(random.Next(20) - 5) }
            : options is { OrderingKey: null } && random.Next(8) == 0 ? options with { LimitKey = "tenant" } : options;

    /// <summary>Settles a lease; of eight that were settled one is kept, to be used again.</summary>
    private static async Task<string> WithLeaseAsync(ComparedStore store, int pick, Func<JobLease, Task> use)
    {
        if (store.Lease(pick) is not { } lease)
        {
            return "no lease";
        }

        try
        {
            await use(lease);
        }
        finally
        {
            store.Settled(lease, pick % 8 > 0);
        }

        return Told.Of(await store.Store.Queue.GetAsync(lease.Job.Id));
    }

    private static Work Manage(RandomJson random, string queue, int pick)
    {
        var state = random.Pick((JobState[])[JobState.Completed, JobState.DeadLetter, JobState.Cancelled]);
        switch (random.Next(9))
        {
            case 0:
                return new($"cancel {pick}", async store => (await store.Store.Queue.CancelAsync(store.Job(pick))).ToString());
            case 1:
                return new($"remove {pick}", async store => (await store.Store.Queue.RemoveAsync(store.Job(pick))).ToString());
            case 2:
                return new($"redrive {pick}", async store => (await store.Store.Queue.RedriveAsync(store.Job(pick))).ToString());
            case 3:
                return new($"redrive all {queue}", async store => Text(await store.Store.Queue.RedriveAllAsync(queue)));
            case 4:
                TimeSpan? age = random.Next(2) == 0 ? null : TimeSpan.FromSeconds(30);
                return new($"purge {queue} {state} {age}", async store => Text(await store.Store.Queue.PurgeAsync(queue, state, age)));
            case 5:
                return new($"pause {queue}", store => DoneAsync(store.Store.Queue.PauseAsync(queue)));
            case < 8:
                return new($"resume {queue}", store => DoneAsync(store.Store.Queue.ResumeAsync(queue)));
            default:
                var options = new QueueOptions
                {
                    Retry = RetryPolicy.Fixed(random.Pick(Times)),
                    MaxAttempts = random.Next(2) == 0 ? null : 1 + random.Next(4),
                    Concurrency = random.Next(3) == 0 ? 1 + random.Next(3) : null,
                    KeyConcurrency = 1 + random.Next(2),
                    Rate = random.Next(4) == 0 ? new Rate(2, TimeSpan.FromSeconds(10)) : null,
                };
                return new($"configure {queue} {options}", store => DoneAsync(store.Store.Queue.ConfigureAsync(queue, options)));
        }
    }

    private static Work Look(RandomJson random, string queue, int pick)
    {
        var state = random.Pick(Enum.GetValues<JobState>());
        return random.Next(7) switch
        {
            0 => new($"list {queue} {state}", async store => Told.Lines((await store.Store.Queue.ListAsync(queue, state, 10)).Jobs, Told.Of)),
            1 or 2 => new($"stats {queue}", async store => (await store.Store.Queue.GetStatsAsync(queue)).ToString()),
            3 => new($"children {pick}", async store => Told.Lines(await store.Store.Queue.GetChildrenAsync(store.Job(pick)), static child => child.ToString())),
            4 => new($"attempts {pick}", async store => Told.Lines(await store.Store.Queue.GetAttemptsAsync(store.Job(pick)), static attempt => $"{attempt.Number} {Told.Of(attempt.StartedAt)} {Told.Of(attempt.EndedAt)} {attempt.Error}")),
            5 => new($"log {pick}", async store => Told.Lines(await store.Store.Queue.GetLogAsync(store.Job(pick)), static line => $"{Told.Of(line.At)} {line.Attempt} {line.Text}")),
            _ => new($"get {pick}", async store => Told.Of(await store.Store.Queue.GetAsync(store.Job(pick)))),
        };
    }

    private static FlowJob Flow(RandomJson random, DateTimeOffset now, int depth)
    {
        var options = Options(random, now) is { } some ? some with { DeduplicationKey = null, DeduplicationTtl = null } : null;
        return new FlowJob(random.Pick(Queues), "f", depth, options)
        {
            OnFailure = random.Pick(Enum.GetValues<ChildFailure>()),
            Children = depth == 0 ? [] : [.. Enumerable.Range(0, random.Next(3)).Select(_ => Flow(random, now, depth - 1))],
        };
    }

    private static string Ids(ComparedStore store, FlowReceipt receipt) => $"{store.Enqueued(receipt.Id)}({string.Join(' ', receipt.Children.Select(child => Ids(store, child)))})";

    private static async Task<string> DoneAsync(ValueTask task)
    {
        await task;
        return "done";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
