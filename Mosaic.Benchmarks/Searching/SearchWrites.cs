using System.Diagnostics;
using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Searching;

/// <summary>Turns that are written: how fast the index takes them up, and what that does to searches.</summary>
internal sealed class SearchWrites(CompareContext context)
{
    private const int TurnsPerLongSession = 500;

    public async Task AddAsync(Report report)
    {
        var table = new MarkdownTable("what", "median", "min–max", "required");
        await AddAsync(table, "turns per CPU second, appended 1,000 in a unit until searches see them", " ", BulkAsync, static value => Requirement.AtLeast(value, 15_000, ""));
        await AddAsync(table, $"turns per second, one append at a time by 32 callers into sessions of {TurnsPerLongSession}", " ", OneByOneAsync, static value => Requirement.AtLeast(value, 3_000, ""));
        await AddAsync(table, "ms from a turn's append to the search that finds it, p50", " ms", ReadYourWritesAsync, static value => Requirement.AtMost(value, 10, " ms"));
        await AddAsync(table, "ms of a search while 100,000 turns are imported into 100,000, p99", " ms", BesideImportAsync, static _ => "");
        report.Heading("Writing").Table(table);
    }

    private async Task AddAsync(MarkdownTable table, string what, string unit, Func<Task<double>> measure, Func<double, string> required)
    {
        CompareContext.Say($"  {what}");
        var values = new List<double>();
        for (var repetition = 0; repetition < context.Options.Repetitions; repetition++)
        {
            values.Add(await measure());
            GC.Collect();
        }

        CompareContext.Say($"    {Figures.Number(values.Median())}");
        table.Add(what, Figures.Number(values.Median()) + unit.TrimEnd(), Figures.Range(values), required(values.Median()));
    }

    private async Task<double> BulkAsync()
    {
        var turns = context.Pick(100_000, 2_000);
        var side = new MosaicSearch();
        await side.LoadAsync(context.Scratch.Create(), 1_000);
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        await side.AppendAsync(1_000, turns);
        await side.SearchAsync(0);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime - before;
        await side.CloseAsync();
        return turns / cpu.TotalSeconds;
    }

    private async Task<double> OneByOneAsync()
    {
        var turns = context.Pick(30_000, 1_000);
        var side = new MosaicSearch();
        await side.LoadAsync(context.Scratch.Create(), 1_000);
        var next = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number <= turns; number = Interlocked.Increment(ref next))
            {
                await side.Store.Memory.Sessions.AppendAsync(
                    TalkSource.Turn(MosaicSearch.User, 100_000_000 + number) with { SessionId = $"long/{number / TurnsPerLongSession}" });
            }
        })));
        await side.SearchAsync(0);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await side.CloseAsync();
        return turns / seconds;
    }

    private async Task<double> ReadYourWritesAsync()
    {
        var side = new MosaicSearch();
        await side.LoadAsync(context.Scratch.Create(), context.Pick(100_000, 1_000));
        var times = new double[context.Pick(300, 20)];
        for (var i = 0; i < times.Length; i++)
        {
            var turn = TalkSource.Turn(MosaicSearch.User, 1_000_000 + i);
            var word = $"marker{i}";
            var start = Stopwatch.GetTimestamp();
            await side.Store.Memory.Sessions.AppendAsync(turn with { Content = $"{turn.Content} {word}" });
            var hits = await side.Store.Memory.ForUser(MosaicSearch.User).SearchAsync($"{TalkSource.Question(1_000_000 + i)} {word}", SearchComparison.Hits);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (hits.All(hit => hit.Id != turn.Id))
            {
                throw new InvalidOperationException($"The turn {turn.Id} was not found.");
            }
        }

        Array.Sort(times);
        await side.CloseAsync();
        return Figures.Percentile(times, .5);
    }

    private async Task<double> BesideImportAsync()
    {
        var turns = context.Pick(100_000, 2_000);
        var side = new MosaicSearch();
        await side.LoadAsync(context.Scratch.Create(), turns);
        var import = Task.Run(() => side.AppendAsync(turns, turns));
        var times = new List<double>();
        for (var i = 0; !import.IsCompleted; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await side.SearchAsync((int)(i * 7919L % turns));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        await import;
        await side.CloseAsync();
        var sorted = times.ToArray();
        Array.Sort(sorted);
        return Figures.Percentile(sorted, .99);
    }
}
