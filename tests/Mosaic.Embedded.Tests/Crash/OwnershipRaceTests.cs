using System.Globalization;
using System.Text.RegularExpressions;
using Mosaic.CrashHost;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Crash;

public sealed partial class OwnershipRaceTests
{
    [Test]
    public async Task Of_two_processes_that_race_for_a_store_one_owns_it_and_the_other_learns_whom()
    {
        var rounds = LongTests.Wanted ? 100 : 10; // of each of the two
        var folder = Directory.CreateTempSubdirectory("mosaic-race-").FullName;
        try
        {
            var plan = new HostPlan { Path = Path.Combine(folder, "app.mosaic"), Race = rounds, Small = true };
            using var first = HostProcess.Start(plan);
            using var second = HostProcess.Start(plan);
            var (one, other) = (await PidAsync(first), await PidAsync(second));
            first.Say("go");
            second.Say("go");
            var lines = (await Task.WhenAll(ReadAsync(first), ReadAsync(second))).SelectMany(static lines => lines).ToList();

            var owned = lines.Where(static line => line.StartsWith("owned ", StringComparison.Ordinal)).Select(static line => line[6..]).ToList();
            var refused = lines.Where(static line => line.StartsWith("refused ", StringComparison.Ordinal)).ToList();
            var errors = lines.Where(static line => line.StartsWith("error ", StringComparison.Ordinal)).ToList();
            var misnamed = refused.Where(line => Owner().Match(line).Groups[1].Value is var pid && pid != one && pid != other).ToList();
            await TestContext.Out.WriteLineAsync($"{owned.Count} times owned, {refused.Sum(Count)} times refused, {misnamed.Sum(Count)} of them without the owner's pid, {errors.Count} errors");
            Assert.That(errors, Is.Empty, () => string.Join(Environment.NewLine, errors));
            Assert.That(owned, Has.Count.EqualTo(2 * rounds));
            Assert.That(misnamed, Is.Empty, () => string.Join(Environment.NewLine, misnamed.Take(5)));

            await using var engine = await MosaicEngine.OpenAsync(plan.Path);
            var kept = await engine.Documents.FindAsync<OwnerNote>("owners").Select(static note => note.Id).ToListAsync();
            Assert.That(kept, Is.EquivalentTo(owned));
            Assert.That((await engine.CheckAsync()).Problems, Is.Empty);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Count(string refused) => int.Parse(refused.Split(' ')[1], CultureInfo.InvariantCulture);

    private static async Task<string> PidAsync(HostProcess host) => (await host.ReadAsync())!.Split(' ')[1];

    private static async Task<List<string>> ReadAsync(HostProcess host)
    {
        var lines = new List<string>();
        while (await host.ReadAsync() is { } line)
        {
            lines.Add(line);
        }

        Assert.That(await host.ExitAsync(), Is.Zero);
        return lines;
    }

    [GeneratedRegex(@"is open in process (\d+) ")]
    private static partial Regex Owner();

    private sealed record OwnerNote(string Id, int ProcessId);
}
