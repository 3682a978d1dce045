using Mosaic.CrashHost;
using Mosaic.CrashHost.Script;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Crash;

public sealed class KillTests
{
    private string _folder = "";

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("mosaic-kill-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_process_killed_right_after_an_acknowledgement_has_lost_nothing()
    {
        await TestContext.Out.WriteLineAsync($"seed {LongTests.Seed}");
        var phases = Phases().ToList();
        foreach (var phase in phases)
        {
            await phase.RunAsync(LongTests.Wanted ? 32 : 4);
            await TestContext.Out.WriteLineAsync(phase.ToString());
        }

        await TestContext.Out.WriteLineAsync(
            $"{phases.Sum(static phase => phase.Kills)} kills, {phases.Sum(static phase => phase.Acknowledged)} units acknowledged; "
            + $"{phases.Sum(static phase => phase.Lost)} documents lost, {phases.Sum(static phase => phase.Half)} half units, {phases.Sum(static phase => phase.Holes)} holes");
        var problems = phases.SelectMany(static phase => phase.Problems).Take(10).ToList();
        Assert.That(problems, Is.Empty, () => string.Join(Environment.NewLine, problems));
    }

    private IEnumerable<KillPhase> Phases()
    {
        var usual = new HostPlan { Path = "" };
        var relaxed = usual with { Durability = Durability.Relaxed };
        var small = usual with { Small = true };
        var large = new ScriptShape(20_000, 24, 100);
        yield return Phase("cold start", usual, writers: 1, cold: true, acknowledgementsMax: 40);
        yield return Phase("after idle", usual with { Idle = true }, writers: 1, acknowledgementsMax: 40);
        yield return Phase("1 writer", usual, writers: 1);
        yield return Phase("8 writers", usual, writers: 8);
        yield return Phase("8 writers, relaxed", relaxed, writers: 8);
        yield return Phase("checkpoints all the time", small, writers: 8);
        yield return Phase("checkpoints all the time, relaxed", small with { Durability = Durability.Relaxed }, writers: 8);
        yield return Phase("checkpoints of large tables", usual with { Shape = large }, writers: 8, acknowledgementsMax: 500);
        yield return Phase("compaction", small with { Compact = true }, writers: 8);
        yield return Phase("compaction at the rename", small with { Compact = true }, writers: 2, die: "Rename");
        yield return Phase("opening a full log", usual with { Shape = large with { PayloadMax = 4000 } }, writers: 8, opening: true);
        yield return Phase("opening a full log, small steps", small, writers: 8, opening: true);
        yield return Phase("closing", small, writers: 2, closing: true);
    }

    private KillPhase Phase(
        string name,
        HostPlan plan,
        int writers,
        int acknowledgementsMax = 400,
        bool cold = false,
        bool opening = false,
        bool closing = false,
        string? die = null) => new(name, _folder, LongTests.Seed)
    {
        Plan = plan,
        Writers = writers,
        AcknowledgementsMax = acknowledgementsMax,
        Cold = cold,
        WhileOpening = opening,
        WhileClosing = closing,
        Die = die,
    };
}
