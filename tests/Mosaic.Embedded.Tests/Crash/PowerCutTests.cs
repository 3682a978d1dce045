using Mosaic.Embedded.Tests.Crash.PowerCut;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Crash;

public sealed class PowerCutTests
{
    [TestCase(Durability.Full)]
    [TestCase(Durability.Relaxed)]
    public async Task A_power_cut_at_any_call_loses_nothing_acknowledged_and_leaves_no_half_unit(Durability durability)
    {
        var trials = (LongTests.Wanted ? 2400 : 160) / (durability == Durability.Full ? 1 : 2);
        var places = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var bad = new List<string>();
        var acknowledged = 0L;
        int cuts = 0, lost = 0, half = 0, holes = 0;
        await TestContext.Out.WriteLineAsync($"seed {LongTests.Seed}");
        for (var i = 0; i < trials && bad.Count < 5; i++)
        {
            var trial = new PowerCutTrial((LongTests.Seed * 10_000) + i, durability);
            await trial.RunAsync();
            foreach (var cut in trial.Cuts)
            {
                var place = PowerCutTrial.Place(cut);
                places[place] = places.GetValueOrDefault(place) + 1;
            }

            acknowledged += trial.Acknowledged;
            cuts += trial.Cuts.Count;
            lost += trial.Lost;
            half += trial.Half;
            holes += trial.Holes;
            if (trial.Problems.Count > 0)
            {
                bad.Add(string.Join(Environment.NewLine, trial.Problems.Take(8)));
            }
        }

        await TestContext.Out.WriteLineAsync(
            $"{durability}: {trials} trials, {cuts} cuts, {acknowledged} units acknowledged; {lost} documents lost, {half} half units, {holes} holes, {bad.Count} bad trials");
        foreach (var (place, count) in places)
        {
            await TestContext.Out.WriteLineAsync($"{count,6}  {place}");
        }

        Assert.That(bad, Is.Empty, () => string.Join(Environment.NewLine, bad));
    }
}
