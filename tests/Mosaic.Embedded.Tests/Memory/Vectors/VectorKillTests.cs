using System.Globalization;
using Mosaic.CrashHost;
using Mosaic.Embedded.Tests.Crash;
using Mosaic.Memory.Rows;
using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>SIGKILL while texts are stored, models are trained and users are forgotten.</summary>
public sealed class VectorKillTests
{
    private const int Writers = 3;

    private readonly long[] _user = new long[Writers];
    private readonly int[] _turns = new int[Writers];
    private readonly int[] _calls = new int[Writers]; // for the user, of the process that was killed
    private readonly List<string> _forgotten = [];
    private int _acknowledged;

    [Test]
    public async Task After_a_kill_vectors_rows_and_searches_agree_and_nothing_forgotten_is_there()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(LongTests.Seed);
        await TestContext.Out.WriteLineAsync($"seed {LongTests.Seed}");
        var kills = LongTests.Wanted ? 200 : 5;
        var (trainings, swaps, models) = (0, 0, 0);
        for (var kill = 0; kill < kills; kill++)
        {
            await KillAsync(new HostPlan { Path = folder.Store, Small = kill % 2 == 0, Vectors = true, Done = _user }, random.Next(1, 200));
            await using (var store = await MosaicEngine.OpenAsync(folder.Store))
            {
                var states = Corpora(store);
                trainings += states.Exists(static corpus => corpus.State.Run > 0) ? 1 : 0;
                swaps += states.Exists(static corpus => corpus.State.Run == CorpusRow.Clears) ? 1 : 0;
                Assert.That((await store.CheckAsync()).Problems, Is.Empty, "before anything is mended");
            }

            await using var again = await MosaicEngine.OpenAsync(folder.Store, new MosaicOptions { Embedder = new MlNetEmbedder() });
            await again.CatchUpVectorsAsync();
            models += Corpora(again).Count(static corpus => corpus.State.HasModel);
            await AssertAgreesAsync(again);
        }

        await TestContext.Out.WriteLineAsync(
            $"{kills} kills, {trainings} in the middle of a training, {swaps} between two models; {_acknowledged} turns acknowledged, 0 lost; {_forgotten.Count} users forgotten, none came back; {models} models found whole");
        if (LongTests.Wanted)
        {
            Assert.That(trainings, Is.GreaterThanOrEqualTo(kills / 10), "kills in the middle of a training");
        }
    }

    private static List<(string Name, CorpusRow State)> Corpora(MosaicEngine store) => Rows(store, VectorKeys.Corpora())
        .ConvertAll(static row => (VectorKeys.CorpusName(row.Key.Span), CorpusRow.Decode(row.Value.Span)));

    private static List<ScannedRow> Rows(MosaicEngine store, byte[] prefix) => store.Core.Rows.Scan(prefix, Keys.After(prefix), int.MaxValue, int.MaxValue).Rows;

    private async Task KillAsync(HostPlan plan, int after)
    {
        Array.Clear(_calls);
        using var host = HostProcess.Start(plan);
        for (var count = 0; await host.ReadAsync() is { } line;)
        {
            var parts = line.Split(' ');
            var writer = int.Parse(parts[1], CultureInfo.InvariantCulture);
            var user = long.Parse(parts[2], CultureInfo.InvariantCulture);
            if (parts[0] == "f")
            {
                _forgotten.Add(VectorUsers.Name(writer, user));
                (_user[writer], _turns[writer], _calls[writer]) = (user + 1, 0, 0);
            }
            else
            {
                _calls[writer]++;
                var turns = int.Parse(parts[3], CultureInfo.InvariantCulture);
                _turns[writer] += turns;
                _acknowledged += turns;
            }

            if (++count == after)
            {
                host.Kill();
            }
        }

        await host.ExitAsync();
    }

    private async Task AssertAgreesAsync(MosaicEngine store)
    {
        var corpora = Corpora(store);
        foreach (var user in _forgotten)
        {
            Assert.That(corpora.Select(static corpus => corpus.Name), Has.None.EqualTo(user));
            Assert.That(Rows(store, VectorKeys.Model(user, 0)).Count + Rows(store, VectorKeys.Model(user, 1)).Count, Is.Zero, user);
            Assert.That(Rows(store, MemoryKeys.Turns($"of {user}")), Is.Empty);
            Assert.That(await store.Memory.ForUser(user).SearchAsync("common"), Is.Empty);
        }

        var vectors = 0;
        for (var writer = 0; writer < Writers; writer++)
        {
            var user = VectorUsers.Name(writer, _user[writer]);
            var turns = Rows(store, MemoryKeys.Turns($"of {user}")).Count;
            var isWhole = turns >= _turns[writer];
            Assert.That(isWhole || _calls[writer] == VectorUsers.CallsPerUser, $"{user} has lost turns, or was being forgotten");
            Assert.That((await store.Memory.ForUser(user).SearchAsync("common", 10_000)).Count, Is.EqualTo(turns), user);
            var state = corpora.Find(corpus => corpus.Name == user).State;
            vectors += state is { HasModel: true } ? turns : 0;
            Assert.That(state is { HasModel: true } || turns < 100, $"{user} has {turns} turns and no model");
            if (isWhole)
            {
                _turns[writer] = turns;
            }
            else
            {
                await store.Memory.ForgetUserAsync(user);
                _forgotten.Add(user);
                vectors -= state is { HasModel: true } ? turns : 0;
                (_user[writer], _turns[writer]) = (_user[writer] + 1, 0);
            }
        }

        Assert.That(Rows(store, VectorKeys.Vector(0, [])).Count + Rows(store, VectorKeys.Vector(1, [])).Count, Is.EqualTo(vectors), "one vector of each text");
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }
}
