using Mosaic.Backends;
using Mosaic.Queue.Leases;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Files;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Queue;

public sealed class LeaseFileTests
{
    [Test]
    public void Attempts_begun_one_by_one_and_many_at_once_are_all_told_to_the_next_process()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (folder, store) = (new MemoryFolder(), Guid.NewGuid());
        using var file = new LeaseFile(folder, "leases", store);
        var held = new Dictionary<int, LeftAttempt>();
        var number = 0L;
        for (var round = 0; round < 300; round++)
        {
            var begun = Enumerable.Range(0, random.Next(1, 40)).Select(_ => new LeftAttempt(new JobKey(1, 0, ++number), random.Next(1, 9), random.Next(3))).ToArray();
            var slots = new int[begun.Length];
            file.Begin(begun, slots);
            for (var i = 0; i < slots.Length; i++)
            {
                held.Add(slots[i], begun[i]); // throws when a slot is given twice
            }

            foreach (var slot in held.Keys.Where(_ => random.Next(100) < 55).ToList())
            {
                file.End(slot);
                held.Remove(slot);
            }
        }

        using var next = new LeaseFile(folder, "leases", store);
        Assert.That(held, Is.Not.Empty);
        Assert.That(held.Values, Is.SubsetOf(next.ReadLeft()), $"seed {seed}");
    }
}
