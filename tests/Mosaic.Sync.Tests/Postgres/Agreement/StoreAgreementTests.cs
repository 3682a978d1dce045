using System.Diagnostics;
using System.Text;
using Mosaic.Embedded.Tests.Crash;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Agreement;

/// <summary>Random operations over documents, jobs, memory and transactions, on a local store and on one on a server: equal answers.</summary>
public sealed class StoreAgreementTests
{
    private static readonly TimeSpan ReducingMax = TimeSpan.FromMinutes(2);

    private static (int Rounds, int Operations) Size => LongTests.Wanted ? (10, 5_000) : (1, 600);

    [Test]
    public async Task Local_and_server_answer_alike()
    {
        var (rounds, operations) = Size;
        var (lines, errors) = (0L, 0L);
        for (var seed = LongTests.Seed; seed < LongTests.Seed + rounds; seed++)
        {
            await TestContext.Progress.WriteLineAsync($"seed {seed}");
            var comparison = new Comparison(seed);
            var numbers = Enumerable.Range(0, operations).ToArray();
            if (await comparison.RunAsync(numbers) is { } found)
            {
                Assert.Fail(await TellAsync(seed, numbers[..(found.At + 1)], found));
            }

            (lines, errors) = (lines + comparison.Lines, errors + comparison.Errors);
        }

        await TestContext.Error.WriteLineAsync($"agreement, seeds from {LongTests.Seed}: {rounds * operations} operations, {lines} lines, {errors} errors, all alike");
    }

    /// <summary>The shortest tail of the operations that disagrees on fresh stores, without those of it that it does not take.</summary>
    private static async Task<string> TellAsync(int seed, int[] numbers, Disagreement found)
    {
        var start = Stopwatch.GetTimestamp();
        var (shortest, seen) = (numbers, found);
        for (var count = 1; count < numbers.Length && Stopwatch.GetElapsedTime(start) < ReducingMax; count *= 2)
        {
            if (await TryAsync(numbers[^count..]) is { } again)
            {
                (shortest, seen) = (numbers[^count..][..(again.At + 1)], again);
                break;
            }
        }

        for (var chunk = shortest.Length / 2; chunk > 0 && Stopwatch.GetElapsedTime(start) < ReducingMax; chunk /= 2)
        {
            for (var at = 0; at + chunk <= shortest.Length && Stopwatch.GetElapsedTime(start) < ReducingMax;)
            {
                int[] fewer = [.. shortest[..at], .. shortest[(at + chunk)..]];
                if (fewer.Length > 0 && await TryAsync(fewer) is { } again)
                {
                    (shortest, seen) = (fewer[..(again.At + 1)], again);
                }
                else
                {
                    at += chunk;
                }
            }
        }

        var text = new StringBuilder($"seed {seed}, operation {numbers.Length - 1}: {found.Work}\nlocal:  {found.Local}\nserver: {found.Server}\nShortest that was found:\n");
        foreach (var number in shortest)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {number}: {new Comparison(seed).Describe(number)}\n");
        }

        return text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{seen.Work}\nlocal:  {seen.Local}\nserver: {seen.Server}\n").ToString();

        Task<Disagreement?> TryAsync(int[] some) => new Comparison(seed).RunAsync(some);
    }
}
