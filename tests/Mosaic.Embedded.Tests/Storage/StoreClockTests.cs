using Microsoft.Extensions.Time.Testing;
using Mosaic.Specs;
using Mosaic.Storage;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage;

public sealed class StoreClockTests
{
    private readonly FakeTimeProvider _steady = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Test]
    public void It_is_the_wall_clock()
    {
        var clock = new StoreClock(_steady);
        Assert.That(clock.Now(), Is.EqualTo(_steady.GetUtcNow()));
        _steady.Advance(TimeSpan.FromSeconds(7));
        Assert.That(clock.Now(), Is.EqualTo(_steady.GetUtcNow()));
        for (var i = 0; i < 1_000; i++)
        {
            _steady.Advance(TimeSpan.FromTicks(1 + (i * 7919L)));
            Assert.That(clock.Now(), Is.EqualTo(_steady.GetUtcNow()), "to the tick");
        }
    }

    [Test]
    public void It_follows_a_wall_clock_that_is_set_forward_and_goes_on_when_that_is_set_back()
    {
        var jumping = new JumpingClock(_steady);
        var clock = new StoreClock(jumping);
        var begun = clock.Now();
        jumping.Shift = TimeSpan.FromDays(1);
        Assert.That(clock.Now(), Is.EqualTo(begun.AddDays(1)));
        jumping.Shift = TimeSpan.FromDays(-1);
        Assert.That(clock.Now(), Is.EqualTo(begun.AddDays(1)), "never back");
        _steady.Advance(TimeSpan.FromSeconds(7));
        Assert.That(clock.Now(), Is.EqualTo(begun.AddDays(1).AddSeconds(7)), "never still");
        jumping.Shift = TimeSpan.FromDays(3);
        Assert.That(clock.Now(), Is.EqualTo(jumping.GetUtcNow()));
    }

    [Test]
    public async Task It_never_goes_back_between_threads()
    {
        var clock = new StoreClock(TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var last = clock.Now();
            for (var i = 0; i < 100_000; i++)
            {
                var before = DateTimeOffset.UtcNow;
                var now = clock.Now();
                Assert.That(now, Is.GreaterThanOrEqualTo(last).And.GreaterThanOrEqualTo(before.AddMilliseconds(-1)));
                last = now;
            }
        })));
        Assert.That(clock.Now() - DateTimeOffset.UtcNow, Is.LessThan(TimeSpan.FromSeconds(1)));
    }
}
