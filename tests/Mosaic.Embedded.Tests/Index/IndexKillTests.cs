using System.Globalization;
using Mosaic.CrashHost;
using Mosaic.Embedded.Tests.Crash;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Index;

/// <summary>SIGKILL while memories are stored and the index is committed every few changes.</summary>
public sealed class IndexKillTests
{
    private const int Writers = 4;

    [TestCase(Durability.Full)]
    [TestCase(Durability.Relaxed)]
    public async Task After_a_kill_searches_agree_with_the_rows_and_nothing_acknowledged_is_missing(Durability durability)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(LongTests.Seed);
        await TestContext.Out.WriteLineAsync($"seed {LongTests.Seed}");
        var acknowledged = new long[Writers];
        var rebuilt = 0;
        for (var kill = 0; kill < (LongTests.Wanted ? 100 : 5); kill++)
        {
            await KillAsync(new HostPlan { Path = folder.Store, Small = true, Memory = true, Durability = durability, Done = acknowledged }, random.Next(1, 400));
            await using var store = await MosaicEngine.OpenAsync(folder.Store);
            var expected = 0;
            for (var writer = 0; writer < Writers; writer++)
            {
                var turns = await TurnsAsync(store, writer);
                Assert.That(turns, Is.EqualTo(Enumerable.Range(1, turns.Count)));
                Assert.That(turns.Count - acknowledged[writer], Is.InRange(0, 1), $"writer {writer}");
                acknowledged[writer] = turns.Count;
                expected += turns.Count + (turns.Count >= 4 ? 1 : 0); // the insight that nothing superseded
            }

            await AssertAgreesAsync(store, acknowledged, expected);
            rebuilt += store.OpenReport.IndexRebuilt ? 1 : 0;
        }

        await TestContext.Out.WriteLineAsync($"{acknowledged.Sum()} turns acknowledged, 0 lost; the index was built anew {rebuilt} times");

        async Task KillAsync(HostPlan plan, int after)
        {
            using var host = HostProcess.Start(plan);
            for (var count = 0; await host.ReadAsync() is { } line;)
            {
                var parts = line.Split(' ');
                acknowledged[int.Parse(parts[1], CultureInfo.InvariantCulture)] = long.Parse(parts[2], CultureInfo.InvariantCulture);
                if (++count == after)
                {
                    host.Kill();
                }
            }

            await host.ExitAsync();
        }
    }

    private static async Task<List<int>> TurnsAsync(MosaicEngine store, int writer)
    {
        var turns = new List<int>();
        await foreach (var turn in store.Memory.Sessions.ReadAsync($"s{writer}"))
        {
            turns.Add(int.Parse(turn.Id!.Split('-')[1], CultureInfo.InvariantCulture));
        }

        return turns;
    }

    private static async Task AssertAgreesAsync(MosaicEngine store, long[] last, int expected)
    {
        var found = 0;
        for (var writer = 0; writer < Writers; writer++)
        {
            var filter = new SearchFilter { UserId = $"u{writer}" };
            var hits = await store.Memory.SearchAsync("common", 10_000, filter);
            found += hits.Count;
            Assert.That(hits.Select(static hit => hit.Id), Is.Unique);
            Assert.That(
                (await store.Memory.SearchAsync($"w{writer}n{last[writer]}", 10, filter with { Kinds = [MemoryKind.Turn] }))
                    .Count(static hit => hit.Highlights.Count > 0),
                Is.EqualTo(last[writer] == 0 ? 0 : 1));
        }

        Assert.That(found, Is.EqualTo(expected));
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }
}
