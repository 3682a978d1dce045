using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Specs;

/// <summary>The clock that the specs move is the server's.</summary>
[TestFixture]
public sealed class ServerClockTests
{
    [Test]
    public async Task Advancing_the_clock_advances_the_server_before_it_returns()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var (store, now) = await PostgresBackend.OpenWithClockAsync(new MosaicOptions { TimeProvider = clock });
        await using var _ = store;

        Assert.That(await now(), Is.EqualTo(clock.GetUtcNow()));
        clock.Advance(TimeSpan.FromDays(3));
        Assert.That(await now(), Is.EqualTo(clock.GetUtcNow()));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(await now(), Is.EqualTo(clock.GetUtcNow()));
    }
}
