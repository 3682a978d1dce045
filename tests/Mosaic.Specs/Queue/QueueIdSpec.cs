using NUnit.Framework;

namespace Mosaic.Specs;

public abstract class QueueIdSpec : QueueSpec
{
    [Test]
    public async Task A_chosen_id_finds_the_job_through_its_life()
    {
        const string id = "mail/42 ü";
        Assert.That(await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Id = id, Delay = TimeSpan.FromSeconds(1) }), Is.EqualTo(id));
        Assert.That(await StateAsync(id), Is.EqualTo(JobState.Scheduled));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await StateAsync(id), Is.EqualTo(JobState.Waiting));
        var lease = await LeaseAsync();
        Assert.That(await StateAsync(id), Is.EqualTo(JobState.Leased));
        await Queue.AckAsync(lease);
        Assert.That(await StateAsync(id), Is.EqualTo(JobState.Completed));
    }

    [Test]
    public async Task A_second_job_with_the_same_id_is_refused()
    {
        await Queue.EnqueueAsync("q", "t", 1, new EnqueueOptions { Id = "x" });

        await Assert.ThrowsAsync<DuplicateKeyException>(async () => await Queue.EnqueueAsync("other", "t", 2, new EnqueueOptions { Id = "x" }));
        Assert.That((await Queue.GetAsync("x"))!.GetData<int>(), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_many_enqueues_of_one_id_at_once_one_wins()
    {
        var won = await Task.WhenAll(Enumerable.Range(0, 32).Select(async i =>
        {
            try
            {
                await Task.Run(async () => await Queue.EnqueueAsync("q", "t", i, new EnqueueOptions { Id = "x" }));
                return 1;
            }
            catch (DuplicateKeyException)
            {
                return 0;
            }
        }));

        Assert.That(won.Sum(), Is.EqualTo(1));
        Assert.That(await Queue.LengthAsync("q"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_id_that_another_store_made_can_be_chosen()
    {
        await using var other = await OpenAsync();
        var id = await other.Queue.EnqueueAsync("q", "t");

        Assert.That(await Queue.GetAsync(id), Is.Null);
        await Queue.EnqueueAsync("q", "t", 0, new EnqueueOptions { Id = id });
        Assert.That((await LeaseAsync()).Job.Id, Is.EqualTo(id));
    }

    [Test]
    public async Task Ids_that_the_store_makes_differ_and_an_unknown_one_is_absent()
    {
        var ids = await Queue.EnqueueManyAsync("q", Enumerable.Range(0, 1000).Select(static i => new NewJob("t", i)));
        Assert.That(ids, Is.Unique);
        Assert.That(await Queue.GetAsync("unknown"), Is.Null);
        Assert.That(await Queue.GetAsync(ids[0][..^1] + (ids[0][^1] == '0' ? '1' : '0')), Is.Null);
    }
}
