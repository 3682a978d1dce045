using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Compare;

/// <summary>What every comparison of a run shares.</summary>
internal sealed record CompareContext(CompareOptions Options, ScratchFolder Scratch, DiskProbe Disk)
{
    public Seeds Seeds { get; } = new(Scratch);

    /// <summary>The longer figure, or with <c>--quick</c> the shorter.</summary>
    public T Pick<T>(T full, T quick) => Options.Quick ? quick : full;

    /// <summary>Runs one repetition after the other, each with the sides in another order.</summary>
    public async Task RepeatAsync<TSide>(IReadOnlyList<TSide> sides, Func<TSide, int, Task> measure)
    {
        for (var repetition = 0; repetition < Options.Repetitions; repetition++)
        {
            for (var side = 0; side < sides.Count; side++)
            {
                await measure(sides[(side + repetition) % sides.Count], repetition);
                GC.Collect(); // no side pays for another's garbage
            }
        }
    }

    /// <summary>Progress, apart from the results.</summary>
    public static void Say(string text) => Console.Error.WriteLine(text);
}
