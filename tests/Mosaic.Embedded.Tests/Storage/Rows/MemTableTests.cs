using Mosaic.Storage.Changes;
using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage.Rows;

public sealed class MemTableTests
{
    [Test]
    public void Random_writes_read_as_a_model_does_at_every_sequence()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var table = new MemTable(10);
        var states = new List<SortedDictionary<int, byte[]?>>();
        var now = new SortedDictionary<int, byte[]?>();
        for (var sequence = 10; sequence < 210; sequence++)
        {
            for (var i = random.Next(5); i >= 0; i--)
            {
                var key = random.Next(3) == 0 ? sequence * 10 : random.Next(300);
                now[key] = random.Next(4) == 0 ? null : [(byte)sequence, (byte)i];
                table.Put(new RowChange(Key(key), now[key]), sequence);
            }

            table.Complete(new ChangeRecord(sequence, (ulong)sequence, 0, default));
            states.Add(new(now));
        }

        Assert.That((table.FirstSequence, table.LastSequence, table.LastStamp), Is.EqualTo((10, 209, 209)));
        Assert.That(table.Rows().Select(static row => (Convert.ToHexString(row.Key.Span), row.Value?.ToArray())), Is.EqualTo(now.Select(static row => (Convert.ToHexString(Key(row.Key)), row.Value))));
        for (var i = 0; i < states.Count; i += 7)
        {
            for (var key = 0; key < 300; key++)
            {
                var found = table.Find(Key(key), 10 + i);
                Assert.That(!found.IsNone, Is.EqualTo(states[i].ContainsKey(key)), $"{key} as of {10 + i}, seed {seed}");
                Assert.That(found.IsNone ? null : found.Value?.ToArray(), Is.EqualTo(states[i].GetValueOrDefault(key)), $"{key} as of {10 + i}, seed {seed}");
            }
        }

        for (var key = 0; key < 300; key++)
        {
            var next = now.Keys.Where(other => other >= key).Select(static other => (int?)other).FirstOrDefault();
            var sought = table.Seek(Key(key));
            Assert.That(sought.IsNone ? null : sought.Key.ToArray(), Is.EqualTo(next is { } at ? Key(at) : null), $"seed {seed}");
        }
    }

    [Test]
    public async Task Readers_beside_the_writer_see_keys_in_order()
    {
        var table = new MemTable(1);
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                byte[]? last = null;
                foreach (var row in table.Rows())
                {
                    Assert.That(last is null || last.AsSpan().SequenceCompareTo(row.Key.Span) < 0, Is.True);
                    last = row.Key.ToArray();
                }
            }
        });
        var random = new Random(1);
        for (var sequence = 1; sequence < 20_000; sequence++)
        {
            table.Put(new RowChange(Key(random.Next(10_000)), [1]), sequence);
        }

        await stop.CancelAsync();
        await reader;
    }

    [Test]
    public async Task A_reader_finds_a_row_while_others_are_put_right_before_it()
    {
        for (var round = 0; round < 20; round++)
        {
            var table = new MemTable(1);
            var last = Key(100_000);
            table.Put(new RowChange(last, [1]), 1);
            using var stop = new CancellationTokenSource();
            var reader = Task.Run(() =>
            {
                var missed = 0;
                while (!stop.IsCancellationRequested)
                {
                    missed += table.Find(last, long.MaxValue).IsNone ? 1 : 0;
                }

                return missed;
            });
            for (var number = 0; number < 20_000; number++)
            {
                table.Put(new RowChange(Key(number), [1]), 2 + number); // each between the row before it and the one that is looked for
            }

            await stop.CancelAsync();
            Assert.That(await reader, Is.Zero);
        }
    }

    [Test]
    public void Changes_are_found_by_their_sequence_alone()
    {
        var table = new MemTable(5);
        table.Complete(new ChangeRecord(5, 55, 0, default));

        Assert.That(table.TryGetChange(5, out var record) && record.Stamp == 55, Is.True);
        Assert.That(table.TryGetChange(4, out _) || table.TryGetChange(6, out _), Is.False);
    }

    private static byte[] Key(int number) => Keys.Of(RowTable.Document, number);
}
