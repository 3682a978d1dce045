using Mosaic.Storage.Commit;
using Mosaic.Transactions;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Transactions;

public sealed class RecentWritesTests
{
    [Test]
    public void A_change_is_never_missed_and_none_is_made_up_while_somebody_watches()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var recent = new RecentWrites();
        var context = new UnitContext(null!); // reads nothing
        var lastWrite = new Dictionary<string, long> { ["a"] = 0, ["b"] = 0 };
        var watchers = new Stack<long>(); // when each began
        var answered = 0;
        for (var sequence = 1; sequence < 20_000; sequence++)
        {
            if (random.Next(20) == 0)
            {
                recent.Watch();
                watchers.Push(sequence - 1);
            }
            else if (watchers.Count > 0 && random.Next(20) == 0)
            {
                recent.Unwatch();
                watchers.Pop();
            }

            var collection = random.Next(3) == 0 ? "a" : "b";
            context.Begin(sequence, default);
            recent.Note(context, collection, "{}"u8.ToArray(), default);
            context.Staged();
            lastWrite[collection] = sequence;

            var since = sequence - random.Next(10);
            var changed = lastWrite["a"] > since;
            var told = recent.MayHaveChanged(since, "a", null);
            Assert.That(told || !changed, Is.True, $"missed, seed {seed}");
            if (watchers.Count > 0 && watchers.Last() <= since) // the one that has been there for longest
            {
                Assert.That(told, Is.EqualTo(changed), $"made up, seed {seed}");
                answered++;
            }
        }

        Assert.That(answered, Is.GreaterThan(100));
    }

    [Test]
    public void A_unit_that_failed_is_no_change_and_hides_none()
    {
        var recent = new RecentWrites();
        var context = new UnitContext(null!);
        context.Begin(5, default);
        recent.Note(context, "a", default, "{}"u8.ToArray()); // and is not staged
        recent.Watch();
        Assert.That(recent.MayHaveChanged(4, "a", null), Is.False);

        context.Begin(5, default);
        recent.Note(context, "a", default, "{}"u8.ToArray());
        context.Staged();

        Assert.That(recent.MayHaveChanged(4, "a", null), Is.True);
        Assert.That(recent.MayHaveChanged(5, "a", null), Is.False);
    }
}
