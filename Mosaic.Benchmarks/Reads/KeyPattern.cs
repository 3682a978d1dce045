using Mosaic.Benchmarks.Notes;

namespace Mosaic.Benchmarks.Reads;

/// <summary>Which keys are read.</summary>
/// <param name="Name">As it is printed.</param>
/// <param name="Reads">Reads timed in each repetition.</param>
/// <param name="WarmUp">Reads before the first, so that each side's caches hold what they can.</param>
/// <param name="Pick">A note's number, of so many.</param>
internal sealed record KeyPattern(string Name, int Reads, int WarmUp, Func<Random, int, int> Pick)
{
    private const int Hot = 1_000;

    public static KeyPattern Hit { get; } = new("hit: 1,000 keys", 500_000, 200_000, static (random, notes) => random.Next(Hot) * (notes / Hot));

    /// <summary>The frequent 5 % stand all over the collection, not side by side.</summary>
    public static KeyPattern Skewed { get; } = new(
        "skewed: 80 % of reads on 5 % of keys", 200_000, 600_000, static (random, notes) => random.Next(5) < 4 ? random.Next(notes / 20) * 20 : random.Next(notes));

    public static KeyPattern Uniform { get; } = new("uniform", 100_000, 300_000, static (random, notes) => random.Next(notes));

    public string[] Keys(int seed, int count, int notes)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => NoteIds.At(Pick(random, notes)))];
    }
}
