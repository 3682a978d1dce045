using NUnit.Framework;

namespace Mosaic.Specs;

public abstract class QueueTransactionSpec : QueueSpec
{
    [Test]
    public async Task Acknowledgement_document_and_follow_up_job_commit_together()
    {
        await Queue.EnqueueAsync("q", "t", new Work("a", 1));
        var lease = await LeaseAsync();

        var next = await Store.TransactAsync(async (tx, token) =>
        {
            await tx.Documents.PutAsync("done", "a", new Work("a", 1), new WriteOptions { Upsert = true }, token);
            await tx.Queue.AckAsync(lease, 17, token);
            return await tx.Queue.EnqueueAsync("next", "follow", 5, cancellationToken: token);
        });

        Assert.That((await Queue.GetAsync(lease.Job.Id))!.GetResult<int>(), Is.EqualTo(17));
        Assert.That(await Documents.CountAsync("done"), Is.EqualTo(1));
        Assert.That((await LeaseAsync("next")).Job.Id, Is.EqualTo(next));
    }

    [Test]
    public async Task What_throws_leaves_the_job_leased_and_nothing_enqueued()
    {
        await Queue.EnqueueAsync("q", "t");
        var lease = await LeaseAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.TransactAsync(async (tx, token) =>
        {
            await tx.Queue.AckAsync(lease, token);
            await tx.Queue.EnqueueAsync("next", "follow", 5, cancellationToken: token);
            throw new InvalidOperationException("no");
        }));

        Assert.That(await Queue.LengthAsync("next"), Is.Zero);
        await Queue.AckAsync(lease);
    }

    [Test]
    public async Task A_lost_lease_keeps_the_whole_unit_out()
    {
        await Queue.EnqueueAsync("q", "t");
        var lease = await LeaseAsync();

        await Assert.ThrowsAsync<LeaseLostException>(async () => await Store.TransactAsync(async (tx, token) =>
        {
            await tx.Documents.PutAsync("done", "a", new Work("a", 1), new WriteOptions { Upsert = true }, token);
            await tx.Queue.AckAsync(lease, token);
            Clock.Advance(TimeSpan.FromSeconds(31));
        }));

        Assert.That(await Documents.CountAsync("done"), Is.Zero);
        Assert.That((await LeaseAsync()).Job.Attempt, Is.EqualTo(2));
    }

    [Test]
    public async Task A_transaction_sees_its_own_jobs_and_ends()
    {
        await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Id = "mine" });
        var lease = await LeaseAsync();

        await Store.TransactAsync(async (tx, token) =>
        {
            Assert.That((await tx.Queue.GetAsync("mine", token))!.State, Is.EqualTo(JobState.Leased));
            await tx.Queue.AckAsync(lease, token);
            Assert.That((await tx.Queue.GetAsync("mine", token))!.State, Is.EqualTo(JobState.Completed));
            var id = await tx.Queue.EnqueueAsync("q", "u", 0, new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, token);
            Assert.That((await tx.Queue.GetAsync(id, token))!.State, Is.EqualTo(JobState.Scheduled));
            Assert.That(await Queue.GetAsync(id, token), Is.Null, "not committed yet");
        });
    }

    [Test]
    public async Task A_transaction_sees_that_a_lease_has_expired()
    {
        var id = await Queue.EnqueueAsync("q", "t");
        await LeaseAsync();
        Clock.Advance(TimeSpan.FromSeconds(31));

        var job = await Store.TransactAsync(async (tx, token) => await tx.Queue.GetAsync(id, token));

        Assert.That((job!.State, job.Attempt), Is.EqualTo((JobState.Waiting, 1)));
    }

    [Test]
    public async Task Nack_in_a_transaction_fails_the_job_with_the_unit()
    {
        var id = await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { MaxAttempts = 1 });
        var lease = await LeaseAsync();

        await Store.TransactAsync(async (tx, token) =>
        {
            await tx.Documents.CreateAsync("errors", new Work("x", 1), token);
            await tx.Queue.NackAsync(lease, "bad", cancellationToken: token);
            Assert.That((await tx.Queue.GetAsync(id, token))!.State, Is.EqualTo(JobState.DeadLetter));
        });

        Assert.That(await StateAsync(id), Is.EqualTo(JobState.DeadLetter));
        Assert.That(await Documents.CountAsync("errors"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_lease_ends_once_in_a_unit()
    {
        await Queue.EnqueueAsync("q", "t");
        var lease = await LeaseAsync();

        await Assert.ThrowsAsync<LeaseLostException>(async () => await Store.TransactAsync(async (tx, token) =>
        {
            await tx.Queue.NackAsync(lease, delay: TimeSpan.Zero, cancellationToken: token);
            await tx.Queue.AckAsync(lease, token);
        }));
        await Queue.AckAsync(lease);
    }

    [Test]
    public async Task An_id_that_is_taken_fails_the_unit()
    {
        await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Id = "x" });

        await Assert.ThrowsAsync<DuplicateKeyException>(async () => await Store.TransactAsync(async (tx, token) =>
        {
            await tx.Documents.CreateAsync("d", new Work("x", 1), token);
            await tx.Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Id = "x" }, token);
        }));
        Assert.That(await Documents.CountAsync("d"), Is.Zero);
    }

    [Test]
    public async Task A_job_that_was_read_and_changed_runs_the_callback_again()
    {
        var id = await Queue.EnqueueAsync("q", "t");
        var runs = 0;
        await Store.TransactAsync(async (tx, token) =>
        {
            var state = (await tx.Queue.GetAsync(id, token))!.State;
            if (runs++ == 0)
            {
                await Queue.AckAsync(await LeaseAsync(), token);
            }

            await tx.Documents.CreateAsync("seen", new { state = state.ToString() }, token);
        });

        Assert.That(runs, Is.EqualTo(2));
        var seen = await ToListAsync(Documents.FindAsync<Dictionary<string, string>>("seen"));
        Assert.That(seen.Single()["state"], Is.EqualTo(nameof(JobState.Completed)));
    }

    [Test]
    public async Task Messages_are_delivered_after_the_commit_only()
    {
        var got = new TaskCompletionSource<(string Content, long Documents)>();
        await using var subscription = await Store.Channels.SubscribeAsync("news", async (message, token) =>
            got.TrySetResult((message.Content, await Documents.CountAsync("d", cancellationToken: token))));

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.TransactAsync(async (tx, token) =>
        {
            await tx.PublishAsync("news", "never", token);
            throw new InvalidOperationException();
        }));
        await Store.TransactAsync(async (tx, token) =>
        {
            await tx.PublishAsync("news", "committed", token);
            await tx.Documents.CreateAsync("d", new Work("x", 1), token);
        });

        Assert.That(await got.Task.WaitAsync(Patience), Is.EqualTo(("committed", 1L)));
    }
}
