using System.Diagnostics;
using Mosaic.Embedded.Tests.Crash;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage;

/// <summary>Readers beside writers while tables are frozen, applied and dropped, and rows are read out of memory, cache and blocks.</summary>
public sealed class FreshReadTests
{
    private const int Rows = 200;
    private const int Writers = 3;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(LongTests.Wanted ? 60 : 3);
    private static readonly WriteOptions Upsert = new() { Upsert = true };

    /// <summary>A read answers what was acknowledged before it began, or something newer.</summary>
    [Test]
    public async Task A_read_is_never_older_than_what_was_acknowledged_before_it()
    {
        await using var store = FolderStore.Open(new FaultyFolder(), new MosaicOptions { Durability = Durability.Relaxed });
        var acknowledged = new int[Rows];
        for (var row = 0; row < Rows; row++)
        {
            await store.Documents.PutAsync("notes", Id(row), new Note { Rank = 0 }, Upsert);
        }

        var clock = Stopwatch.StartNew();
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var rows = Enumerable.Range(0, Rows).Where(row => row % Writers == writer).ToArray();
            var order = new Random(writer);
            for (var i = 1; clock.Elapsed < Time; i++)
            {
                order.Shuffle(rows);
                foreach (var row in rows)
                {
                    await store.Documents.PutAsync("notes", Id(row), new Note { Rank = i, Title = new string('x', 200) }, Upsert);
                    Volatile.Write(ref acknowledged[row], i);
                    Assert.That((await store.Documents.ReadAsync<Note>("notes", Id(row)))!.Rank, Is.EqualTo(i), $"row {row}, just written");
                }
            }
        }));
        var readers = Enumerable.Range(0, 2).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            while (clock.Elapsed < Time)
            {
                var row = random.Next(Rows);
                var before = Volatile.Read(ref acknowledged[row]);
                var found = (await store.Documents.ReadAsync<Note>("notes", Id(row)))!.Rank;
                Assert.That(found, Is.GreaterThanOrEqualTo(before), $"row {row}");
            }
        }));
        await Task.WhenAll([.. writers, .. readers]);
    }

    private static string Id(int row) => $"{row:000}";
}
