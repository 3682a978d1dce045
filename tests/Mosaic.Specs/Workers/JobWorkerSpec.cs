using System.Collections.Concurrent;
using NUnit.Framework;

namespace Mosaic.Specs;

public abstract class JobWorkerSpec : QueueSpec
{
    private JobWorker NewWorker(JobWorkerOptions? options = null, TimeProvider? clock = null) =>
        new(Store, "q", (options ?? new JobWorkerOptions { Concurrency = 4 }) with { TimeProvider = clock ?? Clock });

    private Task StateBecomesAsync(string id, JobState state) =>
        Eventually(async () => await StateAsync(id) == state, $"the job is {state}");

    [Test]
    public async Task Handlers_get_the_jobs_of_their_type_and_their_results_are_kept()
    {
        await using var worker = NewWorker()
            .Handle("plain", static (_, _) => ValueTask.CompletedTask)
            .Handle<Work>("typed", static (data, context, _) => context.LogAsync(data!.Name, CancellationToken.None))
            .Handle<int, int>("square", static (data, _, _) => ValueTask.FromResult(data * data))
            .Handle("object", new Doubling());
        worker.Start();
        var ids = await Queue.EnqueueManyAsync("q", [new("plain"), new("typed", new Work("hello", 1)), new("square", 7), new("object", 4)]);
        foreach (var id in ids)
        {
            await StateBecomesAsync(id, JobState.Completed);
        }

        Assert.That((await Queue.GetLogAsync(ids[1]))[0].Text, Is.EqualTo("hello"));
        Assert.That((await Queue.GetAsync(ids[2]))!.GetResult<int>(), Is.EqualTo(49));
        Assert.That((await Queue.GetAsync(ids[3]))!.Progress!.Value.GetInt32(), Is.EqualTo(8));
    }

    [Test]
    public async Task A_job_that_throws_is_retried_and_its_errors_are_kept()
    {
        var attempts = 0;
        await using var worker = NewWorker(new JobWorkerOptions { RetryDelay = static (_, _) => TimeSpan.Zero })
            .Handle("t", (_, _) => ++attempts < 3 ? throw new InvalidOperationException($"failure {attempts}") : ValueTask.CompletedTask);
        worker.Start();
        var id = await Queue.EnqueueAsync("q", "t");
        await StateBecomesAsync(id, JobState.Completed);

        var failed = await Queue.GetAttemptsAsync(id);
        Assert.That(failed.Select(static attempt => attempt.Error), Is.EqualTo(new[] { "System.InvalidOperationException: failure 1", "System.InvalidOperationException: failure 2" }));
        Assert.That(failed[0].Stack, Does.Contain(nameof(JobWorkerSpec)));
    }

    [Test]
    public async Task A_job_that_is_cancelled_has_its_handlers_token_cancelled_at_once()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = NewWorker().Handle("t", async (_, cancellationToken) =>
        {
            await using var registration = cancellationToken.Register(() => told.TrySetResult());
            began.SetResult();
            await told.Task;
        });
        worker.Start();
        var id = await Queue.EnqueueAsync("q", "t");
        await began.Task.WaitAsync(Patience);

        Assert.That(await Queue.CancelAsync(id), Is.True);

        await told.Task.WaitAsync(Patience); // the clock stands still: no lease is renewed meanwhile
        Assert.That(await StateAsync(id), Is.EqualTo(JobState.Cancelled));
    }

    [Test]
    public async Task A_store_that_is_closed_under_a_worker_has_its_handlers_cancelled()
    {
        var store = await OpenAsync(new MosaicOptions { TimeProvider = Clock });
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = new JobWorker(store, "q", new JobWorkerOptions { Concurrency = 2, TimeProvider = Clock }).Handle("t", async (_, cancellationToken) =>
        {
            await using var registration = cancellationToken.Register(() => told.TrySetResult());
            began.SetResult();
            await told.Task;
        });
        worker.Start();
        await store.Queue.EnqueueAsync("q", "t");
        await began.Task.WaitAsync(Patience);

        await store.DisposeAsync();

        await told.Task.WaitAsync(Patience);
    }

    [Test]
    public async Task Data_and_results_are_read_with_the_settings_that_they_were_written_with()
    {
        var settings = new System.Text.Json.JsonSerializerOptions(System.Text.Json.JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower,
            Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
        };
        await using var store = await OpenAsync(new MosaicOptions { TimeProvider = Clock, Json = settings });
        await using var worker = new JobWorker(store, "q", new JobWorkerOptions { TimeProvider = Clock })
            .Handle<Mail, Mail>("t", static (mail, _, _) => ValueTask.FromResult(mail! with { ToAddress = "echo " + mail.ToAddress }));
        worker.Start();
        var id = await store.Queue.EnqueueAsync("q", "t", new Mail("x@y", JobState.Leased));

        await Eventually(async () => (await store.Queue.GetAsync(id))!.State == JobState.Completed, "the job is done");
        var job = (await store.Queue.GetAsync(id))!;
        Assert.That(job.Data.GetProperty("to_address").GetString(), Is.EqualTo("x@y"));
        Assert.That(job.GetResult<Mail>(), Is.EqualTo(new Mail("echo x@y", JobState.Leased)));
    }

    [Test]
    public async Task A_type_without_a_handler_and_data_that_does_not_fit_are_failures()
    {
        await using var worker = NewWorker().Handle<int>("number", static (_, _, _) => ValueTask.CompletedTask);
        worker.Start();
        var once = new EnqueueOptions { MaxAttempts = 1 };
        var unknown = await Queue.EnqueueAsync("q", "unknown", 0, once);
        var misfit = await Queue.EnqueueAsync("q", "number", "text", once);
        await StateBecomesAsync(unknown, JobState.DeadLetter);
        await StateBecomesAsync(misfit, JobState.DeadLetter);
        Assert.That((await Queue.GetAsync(unknown))!.Error, Does.Contain("no handler").And.Contain("unknown"));
        Assert.That((await Queue.GetAsync(misfit))!.Error, Does.Contain("JsonException"));
    }

    [Test]
    public async Task No_more_jobs_run_at_a_time_than_are_allowed()
    {
        var (running, most) = (0, 0);
        await using var worker = NewWorker().Handle("t", async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
        });
        worker.Start();
        await Queue.EnqueueManyAsync("q", [.. Enumerable.Range(0, 200).Select(static _ => new NewJob("t"))]);
        await Eventually(async () => (await Queue.GetStatsAsync("q")).Completed == 200, "all jobs are done");
        Assert.That(most, Is.InRange(2, 4));
    }

    [Test]
    public async Task Leases_are_renewed_while_a_job_runs()
    {
        var (begun, go) = (Signal(), Signal());
        JobContext? running = null;
        var clock = new WatchedClock(Clock);
        await using var worker = NewWorker(new JobWorkerOptions { VisibilityTimeout = TimeSpan.FromSeconds(6) }, clock).Handle("t", async (context, _) =>
        {
            running = context;
            begun.SetResult();
            await go.Task;
        });
        worker.Start();
        var id = await Queue.EnqueueAsync("q", "t");
        try
        {
            await begun.Task.WaitAsync(Patience);
            await Eventually(() => Task.FromResult(clock.PeriodicTimers > 0), "the leases are watched");
            for (var second = 0; second < 60; second++)
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                await Eventually(
                    () => Task.FromResult(running!.Lease.ExpiresAt >= Clock.GetUtcNow() + TimeSpan.FromSeconds(3)), "the lease is renewed in good time");
            }

            var job = (await Queue.GetAsync(id))!;
            Assert.That((job.State, job.Attempt), Is.EqualTo((JobState.Leased, 1)));
        }
        finally
        {
            go.SetResult(); // or a worker whose clock stands still would wait for its job for ever
        }

        await StateBecomesAsync(id, JobState.Completed);
    }

    [Test]
    public async Task A_lost_lease_cancels_that_job_alone()
    {
        var begun = new ConcurrentDictionary<string, TaskCompletionSource>();
        var cancelled = new ConcurrentBag<string>();
        var go = Signal();
        begun["a"] = Signal();
        begun["b"] = Signal();
        var clock = new WatchedClock(Clock);
        await using var worker = NewWorker(new JobWorkerOptions { Concurrency = 2, VisibilityTimeout = TimeSpan.FromSeconds(6) }, clock).Handle<string>("t", async (name, _, token) =>
        {
            begun[name!].SetResult();
            await go.Task.WaitAsync(token).ContinueWith(task => { if (task.IsCanceled) { cancelled.Add(name!); } }, TaskScheduler.Default);
            token.ThrowIfCancellationRequested();
        });
        worker.Start();
        var a = await Queue.EnqueueAsync("q", "t", "a");
        var b = await Queue.EnqueueAsync("q", "t", "b");
        try
        {
            await Task.WhenAll(begun["a"].Task, begun["b"].Task).WaitAsync(Patience);
            await Eventually(() => Task.FromResult(clock.PeriodicTimers > 0), "the leases are watched");
            await Queue.CancelAsync(a);
            await Eventually(
                () =>
                {
                    Clock.Advance(TimeSpan.FromMilliseconds(100));
                    return Task.FromResult(!cancelled.IsEmpty);
                },
                "the handler of the cancelled job is told");
        }
        finally
        {
            go.SetResult(); // or a worker whose clock stands still would wait for its jobs for ever
        }

        await StateBecomesAsync(b, JobState.Completed);
        Assert.That(cancelled, Is.EqualTo(new[] { "a" }));
        Assert.That(await StateAsync(a), Is.EqualTo(JobState.Cancelled));
    }

    [Test]
    public async Task Middleware_is_around_every_handler_the_first_outermost()
    {
        var calls = new ConcurrentQueue<string>();
        await using var worker = NewWorker()
            .Use(async (context, next, token) =>
            {
                calls.Enqueue("outer in");
                await next(context, token);
                calls.Enqueue("outer out");
            })
            .Use(async (context, next, token) =>
            {
                calls.Enqueue("inner in");
                await next(context, token);
                calls.Enqueue("inner out");
            })
            .Handle("t", (_, _) =>
            {
                calls.Enqueue("work");
                return ValueTask.CompletedTask;
            });
        worker.Start();
        await StateBecomesAsync(await Queue.EnqueueAsync("q", "t"), JobState.Completed);
        Assert.That(calls, Is.EqualTo(new[] { "outer in", "inner in", "work", "inner out", "outer out" }));
    }

    [Test]
    public async Task What_a_handler_writes_with_its_acknowledgement_is_written_once()
    {
        await using var worker = NewWorker().Handle<int>("t", static (data, context, token) =>
            context.TransactAsync(
            async (transaction, inner) =>
            {
                await transaction.Documents.CreateAsync("done", new Note { Id = $"{data}" }, inner);
            },
            token));
        worker.Start();
        await Queue.EnqueueManyAsync("q", [.. Enumerable.Range(0, 50).Select(static i => new NewJob("t", i))]);
        await Eventually(async () => (await Queue.GetStatsAsync("q")).Completed == 50, "all jobs are done");
        Assert.That(await Documents.CountAsync("done"), Is.EqualTo(50));
    }

    [Test]
    public async Task A_transaction_keeps_its_result_with_the_job_and_a_handler_may_fail_it_itself()
    {
        await using var worker = NewWorker()
            .Handle("ok", static async (context, token) => await context.TransactAsync(static (_, _) => ValueTask.FromResult("result"), token))
            .Handle("bad", static (context, token) => context.FailAsync(new JobError("no"), TimeSpan.FromHours(1), token));
        worker.Start();
        var ok = await Queue.EnqueueAsync("q", "ok");
        var bad = await Queue.EnqueueAsync("q", "bad");
        await StateBecomesAsync(ok, JobState.Completed);
        await StateBecomesAsync(bad, JobState.Scheduled);
        Assert.That((await Queue.GetAsync(ok))!.GetResult<string>(), Is.EqualTo("result"));
        Assert.That((await Queue.GetAsync(bad))!.Attempt, Is.EqualTo(1));
    }

    [Test]
    public async Task Stopping_waits_for_jobs_that_run_and_takes_no_more()
    {
        var (begun, go) = (Signal(), Signal());
        var worker = NewWorker(new JobWorkerOptions { Concurrency = 1 }).Handle("t", async (_, _) =>
        {
            begun.TrySetResult();
            await go.Task;
        });
        worker.Start();
        var ids = await Queue.EnqueueManyAsync("q", [new("t"), new("t")]);
        await begun.Task.WaitAsync(Patience);
        var stopping = worker.StopAsync().AsTask();
        Assert.That(stopping.IsCompleted, Is.False);
        go.SetResult();
        await stopping.WaitAsync(Patience);

        Assert.That(worker.Completion.IsCompletedSuccessfully);
        Assert.That(await StateAsync(ids[0]), Is.EqualTo(JobState.Completed));
        Assert.That(await StateAsync(ids[1]), Is.EqualTo(JobState.Waiting));
        await worker.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(worker.Start);
    }

    [Test]
    public async Task What_does_not_end_in_time_is_cancelled_and_given_back()
    {
        var begun = Signal();
        var worker = NewWorker(new JobWorkerOptions { DrainTimeout = TimeSpan.Zero }).Handle("t", async (_, token) =>
        {
            begun.SetResult();
            await Signal().Task.WaitAsync(token);
        });
        worker.Start();
        var id = await Queue.EnqueueAsync("q", "t");
        await begun.Task.WaitAsync(Patience);
        await worker.StopAsync().AsTask().WaitAsync(Patience);

        var job = (await Queue.GetAsync(id))!;
        Assert.That((job.State, job.Attempt), Is.EqualTo((JobState.Waiting, 1)));
        Assert.That(job.Error, Does.Contain("stopped"));
    }

    [Test]
    public async Task A_second_stop_may_cut_the_first_short()
    {
        var begun = Signal();
        var worker = NewWorker().Handle("t", async (_, token) =>
        {
            begun.SetResult();
            await Signal().Task.WaitAsync(token);
        });
        worker.Start();
        await Queue.EnqueueAsync("q", "t");
        await begun.Task.WaitAsync(Patience);
        var first = worker.StopAsync().AsTask();
        await worker.StopAsync(new CancellationToken(canceled: true)).AsTask().WaitAsync(Patience);
        await first;
    }

    [Test]
    public async Task Run_works_until_it_is_told_to_stop()
    {
        using var stop = new CancellationTokenSource();
        var worker = NewWorker().Handle("t", static (_, _) => ValueTask.CompletedTask);
        var running = worker.RunAsync(stop.Token);
        await StateBecomesAsync(await Queue.EnqueueAsync("q", "t"), JobState.Completed);
        Assert.That(running.IsCompleted, Is.False);
        await stop.CancelAsync();
        await running.WaitAsync(Patience);
    }

    [Test]
    public async Task A_store_that_is_closed_ends_its_workers()
    {
        var store = await OpenAsync(new MosaicOptions { TimeProvider = Clock });
        await using var worker = new JobWorker(store, "q", new JobWorkerOptions { TimeProvider = Clock }).Handle("t", static (_, _) => ValueTask.CompletedTask);
        worker.Start();
        await store.DisposeAsync();
        await worker.Completion.WaitAsync(Patience);
    }

    [Test]
    public async Task An_exception_that_only_looks_like_the_stores_fails_the_job_not_the_worker()
    {
        await using var worker = NewWorker()
            .Handle("bad", static (_, _) => throw new ObjectDisposedException("something of the handler's"))
            .Handle("odd", static (_, _) => throw new InvalidOperationException("lone \ud800"))
            .Handle("lost", static (_, _) => throw new LeaseLostException("of another job"))
            .Handle("good", static (_, _) => ValueTask.CompletedTask);
        worker.Start();
        var bad = await Queue.EnqueueAsync("q", "bad", 0, new EnqueueOptions { MaxAttempts = 1 });
        await StateBecomesAsync(bad, JobState.DeadLetter);
        await StateBecomesAsync(await Queue.EnqueueAsync("q", "odd", 0, new EnqueueOptions { MaxAttempts = 1 }), JobState.DeadLetter);
        await StateBecomesAsync(await Queue.EnqueueAsync("q", "lost", 0, new EnqueueOptions { MaxAttempts = 1 }), JobState.DeadLetter);
        await StateBecomesAsync(await Queue.EnqueueAsync("q", "good"), JobState.Completed);
    }

    [Test]
    public async Task Wrong_arguments_are_refused()
    {
        Assert.Catch<ArgumentException>(() => _ = new JobWorker(null!, "q"));
        Assert.Catch<ArgumentException>(() => _ = new JobWorker(Store, ""));
        Assert.Catch<ArgumentException>(() => _ = new JobWorker(Store, "q", new JobWorkerOptions { Concurrency = 0 }));
        Assert.Catch<ArgumentException>(() => _ = new JobWorker(Store, "q", new JobWorkerOptions { VisibilityTimeout = TimeSpan.Zero }));
        Assert.Catch<ArgumentException>(() => _ = new JobWorker(Store, "q", new JobWorkerOptions { DrainTimeout = TimeSpan.FromDays(100) }));
        await using var worker = NewWorker().Handle("t", static (_, _) => ValueTask.CompletedTask);
        Assert.Catch<ArgumentException>(() => worker.Handle("t", static (_, _) => ValueTask.CompletedTask));
        Assert.Catch<ArgumentException>(() => worker.Handle("", static (_, _) => ValueTask.CompletedTask));
        worker.Start();
        Assert.Throws<InvalidOperationException>(worker.Start);
        Assert.Throws<InvalidOperationException>(() => worker.Handle("u", static (_, _) => ValueTask.CompletedTask));
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Doubling : IJobHandler<int>
    {
        public ValueTask HandleAsync(int data, JobContext context, CancellationToken cancellationToken) =>
            context.ReportProgressAsync(2 * data, cancellationToken);
    }

    private sealed record Mail(string ToAddress, JobState Kind);
}
