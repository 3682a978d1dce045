using Mosaic.CrashHost.Script;

namespace Mosaic.Embedded.Tests.Crash;

/// <summary>
/// Compares what a store holds with what one writer's script says after its acknowledged units; the unit after them may be
/// there, if it is wholly there.
/// </summary>
internal sealed class ScriptComparison
{
    private ScriptComparison()
    {
    }

    /// <summary>Documents that are not as the acknowledged units left them.</summary>
    public int Lost { get; private set; }

    /// <summary>Units that were there in part.</summary>
    public int Half { get; private set; }

    public List<string> Problems { get; } = [];

    /// <summary>Compares, and brings the script to what the store holds.</summary>
    public static ScriptComparison Run(WriterScript script, StoreContents contents)
    {
        var comparison = new ScriptComparison();
        var next = script.Next();
        var touched = next.Effects.ToDictionary(static effect => (effect.Collection, effect.Id));
        var stored = contents.Documents.Where(pair => WriterScript.WriterOf(pair.Key.Id) == script.Writer)
            .ToDictionary(static pair => pair.Key, static pair => pair.Value.Value);
        foreach (var key in script.Live.Keys.Union(stored.Keys).Where(key => !touched.ContainsKey(key)))
        {
            var expected = script.Live.GetValueOrDefault(key);
            if (expected != stored.GetValueOrDefault(key))
            {
                comparison.Lost++;
                comparison.Problems.Add(
                    $"Writer {script.Writer} after unit {script.Done}: {Describe(key, expected)} was acknowledged, the store has {Describe(key, stored.GetValueOrDefault(key))}.");
            }
        }

        var before = next.Effects.Count(effect => stored.GetValueOrDefault((effect.Collection, effect.Id)) == effect.Before);
        var after = next.Effects.Count(effect => stored.GetValueOrDefault((effect.Collection, effect.Id)) == effect.After);
        if (after == next.Effects.Count)
        {
            script.Do(next);
        }
        else if (before != next.Effects.Count)
        {
            comparison.Half++;
            comparison.Problems.Add(
                $"Writer {script.Writer}: of unit {next.Number} ({next.Kind}) {after} of {next.Effects.Count} documents are there, {before} as before.");
        }

        return comparison;
    }

    private static string Describe((string Collection, string Id) key, CrashDocument? document) =>
        document is null ? $"no {key.Collection}/{key.Id}" : $"{key.Collection}/{key.Id} of unit {document.Unit}";
}
