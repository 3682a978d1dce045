using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Queue;

/// <summary>What the store does by itself with jobs that together fit into no unit.</summary>
public sealed class LargeJobTests
{
    private const int Jobs = 18;

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly string _data = new('x', 15_000_000);

    [Test]
    public async Task Large_jobs_become_ready_expire_and_come_back()
    {
        using var folder = new TemporaryFolder();
        await using (var store = await OpenAsync(folder))
        {
            for (var i = 0; i < Jobs; i++)
            {
                await store.Queue.EnqueueAsync("q", "t", _data, new EnqueueOptions { Delay = TimeSpan.FromMinutes(1) });
            }

            await store.Queue.EnqueueAsync("other", "t", 1, new EnqueueOptions { Delay = TimeSpan.FromMinutes(2) });
            _clock.Advance(TimeSpan.FromMinutes(3));
            Assert.That(await store.Queue.DequeueAsync("other"), Is.Not.Null);
            Assert.That(await store.Queue.DequeueManyAsync("q", Jobs), Has.Count.EqualTo(Jobs));
            _clock.Advance(TimeSpan.FromMinutes(1));
            Assert.That((await store.Queue.GetStatsAsync("q")).Waiting, Is.EqualTo(Jobs));
            Assert.That(await store.Queue.DequeueManyAsync("q", Jobs), Has.Count.EqualTo(Jobs));
        }

        await using var again = await OpenAsync(folder);
        Assert.That((await again.Queue.GetStatsAsync("q")).Waiting, Is.EqualTo(Jobs));
    }

    private ValueTask<MosaicEngine> OpenAsync(TemporaryFolder folder) =>
        MosaicEngine.OpenAsync(folder.Store, new MosaicOptions { TimeProvider = _clock, Durability = Durability.Relaxed });
}
