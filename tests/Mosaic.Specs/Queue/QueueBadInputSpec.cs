using NUnit.Framework;

namespace Mosaic.Specs;

public abstract class QueueBadInputSpec : QueueSpec
{
    [TestCase("")]
    [TestCase("a\u0000b")]
    [TestCase("line\nbreak")]
    public Task Names_that_break_the_rules_are_refused(string name) => AssertRefusedAsync(name);

    [Test]
    public void Options_in_the_place_of_data_are_refused() =>
        Assert.That(
            async () => await Queue.EnqueueAsync("q", "t", new EnqueueOptions { Delay = TimeSpan.FromDays(1) }),
            Throws.ArgumentException.With.Message.Contains("pass null as the data"));

    [Test]
    public async Task A_lost_lease_is_named_by_the_jobs_id()
    {
        var id = await Queue.EnqueueAsync("q", "t", 0);
        var lease = await LeaseAsync();
        await Queue.AckAsync(lease);

        var error = await Assert.ThrowsAsync<LeaseLostException>(async () => await Queue.AckAsync(lease));
        Assert.That((error!.Target, error.Message.Contains($"'{id}'", StringComparison.Ordinal)), Is.EqualTo((id, true)), error.Message);
    }

    [Test]
    public Task A_name_with_half_a_surrogate_pair_is_refused() => AssertRefusedAsync("lone \ud800"); // no attribute can hold it

    private async Task AssertRefusedAsync(string name)
    {
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync(name, "t"));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", name));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.DequeueAsync(name));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.LengthAsync(name));
    }

    [Test]
    public async Task Over_long_names_and_ids_are_refused()
    {
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync(new string('q', 129), "t"));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Id = new string('i', 513) }));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Id = "" }));
    }

    [Test]
    public async Task Nulls_are_refused()
    {
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync(null!, "t"));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", null!));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueManyAsync("q", null!));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueManyAsync("q", [null!]));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.AckAsync(null!));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.AckManyAsync(null!));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.NackAsync(null!));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.RenewAsync(null!));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.GetAsync(null!));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.AckAsync(new JobLease(null!, null!, default)));
    }

    [Test]
    public async Task Options_that_make_no_sense_are_refused()
    {
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Delay = TimeSpan.FromSeconds(-1) }));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Delay = TimeSpan.Zero, RunAt = Clock.GetUtcNow() }));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { MaxAttempts = 0 }));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.DequeueAsync("q", new DequeueOptions { VisibilityTimeout = TimeSpan.Zero }));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.DequeueAsync("q", new DequeueOptions { Wait = TimeSpan.FromSeconds(-2) }));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.DequeueManyAsync("q", 0));
        await Queue.EnqueueAsync("q", "t");
        var lease = await LeaseAsync();
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.NackAsync(lease, delay: TimeSpan.FromSeconds(-1)));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.NackAsync(lease, "lone \udfff"));
        await Queue.AckAsync(lease);
    }

    [Test]
    public async Task Data_that_is_not_JSON_is_refused_and_its_neighbours_are_not_enqueued()
    {
        await Assert.ThrowsAsync<InvalidDocumentException>(async () => await Queue.EnqueueAsync("q", "t", double.NaN));
        await Assert.ThrowsAsync<InvalidDocumentException>(async () => await Queue.EnqueueAsync("q", "t", new string('x', 16_000_001)));
        await Assert.ThrowsAsync<InvalidDocumentException>(async () => await Queue.EnqueueManyAsync("q", [new("t", 1), new("t", float.PositiveInfinity)]));
        Assert.That(await Queue.LengthAsync("q"), Is.Zero);
    }

    [Test]
    public async Task The_longest_delay_is_taken()
    {
        var id = await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Delay = TimeSpan.MaxValue });
        Assert.That(await StateAsync(id), Is.EqualTo(JobState.Scheduled));
    }

    [Test]
    public async Task A_long_error_is_cut()
    {
        var id = await Queue.EnqueueAsync("q", "t");
        await Queue.NackAsync(await LeaseAsync(), new string('e', 1_000_000));
        Assert.That((await Queue.GetAsync(id))!.Error, Has.Length.InRange(1_000, 20_000));
    }

    [Test]
    public async Task After_dispose_every_call_says_so_and_waits_end()
    {
        await Queue.EnqueueAsync("q", "t");
        var lease = await LeaseAsync();
        var waiting = Queue.DequeueAsync("q", Waiting).AsTask();
        var queue = Queue;
        await Store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await waiting.WaitAsync(Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await queue.EnqueueAsync("q", "t"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await queue.DequeueAsync("q"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await queue.AckAsync(lease));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await queue.RenewAsync(lease));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await queue.GetStatsAsync("q"));
    }

    [Test]
    public async Task A_cancelled_token_writes_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        await Assert.CatchAsync<OperationCanceledException>(async () => await Queue.EnqueueAsync("q", "t", 0, null, cancelled.Token));
        await Assert.CatchAsync<OperationCanceledException>(async () => await Queue.DequeueAsync("q", null, cancelled.Token));
    }
}
