using BenchmarkDotNet.Attributes;
using Mosaic.Benchmarks.Notes;
using Mosaic.Documents.Filters;

namespace Mosaic.Benchmarks.Latency;

/// <summary>One filter over the bytes of one document of 300 bytes.</summary>
[MemoryDiagnoser]
public class FilterEvaluation
{
    private static readonly Dictionary<string, Filter> Filters = new()
    {
        ["equal string"] = Filter.Eq("user", NoteSource.User(1)),
        ["number range"] = Filter.Gte("priority", 20) & Filter.Lt("priority", 80),
        ["one of ten"] = Filter.In("user", [.. Enumerable.Range(0, 10).Select(NoteSource.User)]),
        ["contains text"] = Filter.Contains("text", "zzz"),
        ["absent path"] = Filter.Exists("nothing.here"),
    };

    private readonly byte[] _json = NoteSource.Json(NoteIds.At(1), 1);
    private Filter _filter = null!;

    /// <summary>Which filter.</summary>
    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    public static IEnumerable<string> Names => Filters.Keys;

    [GlobalSetup]
    public void Choose() => _filter = Filters[Name];

    [Benchmark]
    public bool Matches() => FilterEvaluator.Matches(_filter, _json);
}
