using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Parents that wait for children, and batches.</summary>
public abstract class QueueFlowSpec : QueueSpec
{
    private static FlowJob Flow(string type, params FlowJob[] children) => new("q", type, type) { Children = children };

    private async Task RunAsync(string expected, object? result = null)
    {
        var lease = await LeaseAsync();
        Assert.That(lease.Job.Type, Is.EqualTo(expected));
        await Queue.AckAsync(lease, result);
    }

    private async Task FailAsync(string expected)
    {
        var lease = await LeaseAsync();
        Assert.That(lease.Job.Type, Is.EqualTo(expected));
        await Queue.NackAsync(lease, "broken");
    }

    [Test]
    public async Task A_parent_runs_after_its_children()
    {
        var ids = await Queue.EnqueueFlowAsync(Flow("ship", Flow("pack", Flow("pick"), Flow("print")), Flow("pay")));
        Assert.That(await StateAsync(ids.Id), Is.EqualTo(JobState.WaitingChildren));
        Assert.That(await Queue.GetStatsAsync("q"), Is.EqualTo(new QueueStats(3, 0, 0, 0, 0, false) { WaitingChildren = 2 }));
        Assert.That((await Queue.GetAsync(ids.Children[1].Id))!.ParentId, Is.EqualTo(ids.Id));

        await RunAsync("pick");
        await RunAsync("print");
        await RunAsync("pack", "packed");
        await RunAsync("pay", 12);
        await RunAsync("ship");

        var children = await Queue.GetChildrenAsync(ids.Id);
        Assert.That(children.Select(static child => child.State), Is.All.EqualTo(JobState.Completed));
        Assert.That((children[0].GetResult<string>(), children[1].GetResult<int>()), Is.EqualTo(("packed", 12)));
        Assert.That(children.Select(static child => child.Id), Is.EqualTo(ids.Children.Select(static child => child.Id)));
    }

    [Test]
    public async Task Children_may_be_in_other_queues()
    {
        var ids = await Queue.EnqueueFlowAsync(new FlowJob("q", "parent", null, new EnqueueOptions { Id = "the parent" }) { Children = [new FlowJob("other", "child")] });
        await AssertNothingReadyAsync();
        var lease = await LeaseAsync("other");
        Assert.That(lease.Job.ParentId, Is.EqualTo("the parent"));
        await Queue.AckAsync(lease);
        Assert.That((await LeaseAsync()).Job.Id, Is.EqualTo(ids.Id));
    }

    [Test]
    public async Task A_child_that_fails_for_good_fails_its_parents()
    {
        var ids = await Queue.EnqueueFlowAsync(Flow("top", Flow("middle", Flow("leaf") with { Options = new EnqueueOptions { MaxAttempts = 1 } })));
        await FailAsync("leaf");

        await AssertNothingReadyAsync();
        var top = (await Queue.GetAsync(ids.Id))!;
        Assert.That(top.State, Is.EqualTo(JobState.DeadLetter));
        Assert.That(top.Error, Does.Contain(ids.Children[0].Id));
        Assert.That(await StateAsync(ids.Children[0].Id), Is.EqualTo(JobState.DeadLetter));
    }

    [Test]
    public async Task An_attempt_that_is_retried_fails_nobody()
    {
        var ids = await Queue.EnqueueFlowAsync(Flow("parent", Flow("child")));
        await Queue.NackAsync(await LeaseAsync(), "once", TimeSpan.Zero);
        Assert.That(await StateAsync(ids.Id), Is.EqualTo(JobState.WaitingChildren));
        await RunAsync("child");
        await RunAsync("parent");
    }

    [Test]
    public async Task An_ignored_failure_lets_the_parent_run_and_is_told()
    {
        var ids = await Queue.EnqueueFlowAsync(Flow(
            "parent",
            Flow("bad") with { OnFailure = ChildFailure.Ignore, Options = new EnqueueOptions { MaxAttempts = 1 } },
            Flow("good")));
        await FailAsync("bad");
        await RunAsync("good");
        await RunAsync("parent");

        var children = await Queue.GetChildrenAsync(ids.Id);
        Assert.That(children.Select(static child => (child.State, child.Error)), Is.EqualTo(new[] { (JobState.DeadLetter, "broken"), (JobState.Completed, null) }));
    }

    [Test]
    public async Task A_parent_may_wait_for_a_redrive()
    {
        var ids = await Queue.EnqueueFlowAsync(Flow(
            "parent", Flow("child") with { OnFailure = ChildFailure.Wait, Options = new EnqueueOptions { MaxAttempts = 1 } }));
        await FailAsync("child");
        Assert.That(await StateAsync(ids.Id), Is.EqualTo(JobState.WaitingChildren));

        await Queue.RedriveAsync(ids.Children[0].Id);
        Assert.That((await Queue.GetChildrenAsync(ids.Id))[0].State, Is.EqualTo(JobState.Waiting));
        await RunAsync("child");
        await RunAsync("parent");
    }

    [Test]
    public async Task A_redriven_parent_waits_for_the_child_that_failed_it()
    {
        var ids = await Queue.EnqueueFlowAsync(Flow("parent", Flow("child") with { Options = new EnqueueOptions { MaxAttempts = 1 } }));
        await FailAsync("child");
        await Queue.RedriveAsync(ids.Id);
        Assert.That(await StateAsync(ids.Id), Is.EqualTo(JobState.WaitingChildren));
        await AssertNothingReadyAsync();

        await Queue.RedriveAsync(ids.Children[0].Id);
        await RunAsync("child");
        await RunAsync("parent");
    }

    [Test]
    public async Task A_withdrawn_child_counts_as_failed()
    {
        var ids = await Queue.EnqueueFlowAsync(Flow("parent", Flow("child") with { OnFailure = ChildFailure.Ignore }, Flow("gone") with { OnFailure = ChildFailure.Ignore }));
        await Queue.CancelAsync(ids.Children[0].Id);
        await Queue.RemoveAsync(ids.Children[1].Id);
        await RunAsync("parent");
        Assert.That((await Queue.GetChildrenAsync(ids.Id)).Select(static child => child.State), Is.All.EqualTo(JobState.Cancelled));
    }

    [Test]
    public async Task Removing_a_waiting_child_for_good_fails_a_parent_that_would_wait_for_ever()
    {
        var ids = await Queue.EnqueueFlowAsync(Flow("parent", Flow("child") with { OnFailure = ChildFailure.Wait, Options = new EnqueueOptions { MaxAttempts = 1 } }));
        await FailAsync("child");
        await Queue.PurgeAsync("q", JobState.DeadLetter);
        Assert.That(await StateAsync(ids.Id), Is.EqualTo(JobState.DeadLetter));
    }

    [Test]
    public async Task A_parent_has_its_time_and_key_after_its_children()
    {
        await Queue.EnqueueFlowAsync(new FlowJob("q", "parent", null, new EnqueueOptions { Delay = TimeSpan.FromHours(1), OrderingKey = "k" }) { Children = [Flow("child")] });
        await Queue.EnqueueAsync("q", "of the key", 0, new EnqueueOptions { OrderingKey = "k" });
        await RunAsync("child");
        var other = await LeaseAsync();
        Assert.That(other.Job.Type, Is.EqualTo("of the key"), "a parent is in no sequence before its children have ended");
        await Queue.AckAsync(other);
        await AssertNothingReadyAsync();
        Clock.Advance(TimeSpan.FromHours(1));
        await RunAsync("parent");
    }

    [Test]
    public async Task Children_that_end_in_one_unit_count_each()
    {
        await Queue.EnqueueFlowAsync(Flow("parent", Flow("a"), Flow("b"), Flow("c")));
        await Queue.AckManyAsync(await Queue.DequeueManyAsync("q", 3));
        await RunAsync("parent");
    }

    [Test]
    public async Task A_batch_ends_with_its_completion_job()
    {
        var batch = await Queue.EnqueueBatchAsync("q", [new("a"), new("b", null, new EnqueueOptions { MaxAttempts = 1 })], new NewJob("done", 7));
        Assert.That(batch.JobIds, Has.Count.EqualTo(2));
        await RunAsync("a", "result of a");
        await FailAsync("b");

        var completion = await LeaseAsync();
        Assert.That((completion.Job.Id, completion.Job.GetData<int>()), Is.EqualTo((batch.CompletionJobId, 7)));
        var children = await Queue.GetChildrenAsync(completion.Job.Id);
        Assert.That(children.Select(static child => child.State), Is.EqualTo(new[] { JobState.Completed, JobState.DeadLetter }));
    }

    [Test]
    public async Task An_empty_batch_runs_its_completion_job_at_once()
    {
        await Queue.EnqueueBatchAsync("q", [], new NewJob("done"));
        await RunAsync("done");
    }

    [Test]
    public async Task Flows_that_make_no_sense_are_refused_whole()
    {
        var children = new List<FlowJob>();
        var cycle = new FlowJob("q", "a") { Children = children };
        children.Add(new FlowJob("q", "b") { Children = [cycle] });
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueFlowAsync(cycle));

        var deep = Flow("leaf");
        for (var i = 0; i < 100; i++)
        {
            deep = Flow("more", deep);
        }

        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueFlowAsync(deep));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueFlowAsync(null!));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueFlowAsync(Flow("a", Flow(""))));
        await Assert.CatchAsync<ArgumentException>(async () => await Queue.EnqueueFlowAsync(Flow("a") with { Options = new EnqueueOptions { DeduplicationKey = "k" } }));
        await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Id = "taken" });
        await Assert.ThrowsAsync<DuplicateKeyException>(async () =>
            await Queue.EnqueueFlowAsync(Flow("a", Flow("b"), Flow("c") with { Options = new EnqueueOptions { Id = "taken" } })));
        Assert.That(await Queue.GetStatsAsync("q"), Is.EqualTo(new QueueStats(1, 0, 0, 0, 0, false)));
    }

    [Test]
    public async Task Purging_or_removing_a_job_of_a_batch_fails_it_not()
    {
        var batch = await Queue.EnqueueBatchAsync("q", [new("bad", null, new EnqueueOptions { MaxAttempts = 1 }), new("gone"), new("good")], new NewJob("done"));
        await FailAsync("bad");
        await Queue.PurgeAsync("q", JobState.DeadLetter);
        await Queue.RemoveAsync(batch.JobIds[1]);
        Assert.That(await StateAsync(batch.CompletionJobId), Is.EqualTo(JobState.WaitingChildren));
        await RunAsync("good");
        await RunAsync("done");

        var children = await Queue.GetChildrenAsync(batch.CompletionJobId);
        Assert.That(children.Select(static child => (child.State, child.Error)), Is.EqualTo(new[]
        {
            (JobState.DeadLetter, "broken"), (JobState.Cancelled, null), (JobState.Completed, null),
        }));
    }

    [Test]
    public async Task A_redriven_parent_does_not_wait_for_a_child_that_is_gone()
    {
        var ids = await Queue.EnqueueFlowAsync(Flow("parent", Flow("child") with { Options = new EnqueueOptions { MaxAttempts = 1 } }));
        await FailAsync("child");
        await Queue.RemoveAsync(ids.Children[0].Id);
        await Queue.RedriveAsync(ids.Id);
        await RunAsync("parent");
    }
}
