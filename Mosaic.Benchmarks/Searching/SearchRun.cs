using System.Diagnostics;
using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Searching;

/// <summary>Some questions, one after the other.</summary>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="Answered">The part of them whose turn was found.</param>
internal sealed record SearchRun(double P50, double P99, double Answered)
{
    public static async Task<SearchRun> MeasureAsync(SearchSide side, int turns, int questions)
    {
        var times = new double[questions];
        var answered = 0;
        for (var i = 0; i < questions; i++)
        {
            var number = (int)(i * 7919L % turns);
            var start = Stopwatch.GetTimestamp();
            var (found, answer) = await side.SearchAsync(number);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            answered += answer ? 1 : 0;
            if (found == 0)
            {
                throw new InvalidOperationException($"{side.Name} found nothing for question {number}.");
            }
        }

        Array.Sort(times);
        return new SearchRun(Figures.Percentile(times, .5), Figures.Percentile(times, .99), (double)answered / questions);
    }
}
