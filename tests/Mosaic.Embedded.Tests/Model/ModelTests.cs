using System.Diagnostics;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Model;

/// <summary>
/// Random operations against an in-memory model, with closing and reopening, and with opening what an owner left that never
/// closed, at random points. MOSAIC_LONG_TESTS=1 runs it for minutes.
/// </summary>
public sealed class ModelTests
{
    private static readonly TimeSpan Time = Environment.GetEnvironmentVariable("MOSAIC_LONG_TESTS") == "1" ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(4);

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_store_behaves_as_its_model_over_reopening_and_recovery(bool relaxed)
    {
        var start = Stopwatch.GetTimestamp();
        var operations = 0L;
        var rounds = 0;
        while (Stopwatch.GetElapsedTime(start) < Time || rounds == 0)
        {
            var seed = Random.Shared.Next();
            TestContext.Out.WriteLine($"seed {seed}");
            try
            {
                operations += await new ModelRun(seed, relaxed ? Durability.Relaxed : Durability.Full).RunAsync(1500);
            }
            catch (Exception exception) when (exception is not AssertionException)
            {
                throw new AssertionException($"seed {seed}: {exception}", exception);
            }

            rounds++;
        }

        TestContext.Out.WriteLine($"{operations} operations in {rounds} rounds");
    }
}
