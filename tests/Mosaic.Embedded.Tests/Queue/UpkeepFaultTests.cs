using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Queue;

/// <summary>What the queue does by itself, on a disk that takes nothing.</summary>
public sealed class UpkeepFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 30, TimeSpan.Zero));

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_schedule_that_is_due_and_cannot_be_written_holds_up_nobody(bool full)
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder, new MosaicOptions { TimeProvider = _clock });
        await store.Queue.Schedules.PutAsync(new JobSchedule { Id = "s", Queue = "q", Type = "t", Cron = "* * * * *", Data = new string('x', 100_000) });
        if (full)
        {
            folder.BytesMax = folder.BytesUsed;
        }
        else
        {
            folder.Fails = static (what, _) => what is "sync" or "write";
        }

        await Assert.CatchAsync<MosaicException>(async () => await store.Queue.EnqueueAsync("other", "t", new string('x', 2_000_000)));
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.That((await store.Queue.GetStatsAsync("q").AsTask().WaitAsync(Patience)).Waiting, Is.Zero);
        folder.BytesMax = long.MaxValue;
        folder.Fails = static (_, _) => false;
        if (full)
        {
            Assert.That((await store.Queue.GetStatsAsync("q")).Waiting, Is.EqualTo(1), "there is room again");
        }
    }
}
