using BenchmarkDotNet.Attributes;
using Mosaic.Benchmarks.Notes;
using Mosaic.Documents.Json;

namespace Mosaic.Benchmarks.Latency;

/// <summary>RFC 7396 over a document of 300 bytes.</summary>
[MemoryDiagnoser]
public class MergePatching
{
    private readonly byte[] _json = NoteSource.Json(NoteIds.At(1), 1);
    private readonly byte[] _replace = """{"priority":42}"""u8.ToArray();
    private readonly byte[] _nested = """{"kind":null,"tags":["a","b"],"extra":{"more":{"deep":true}}}"""u8.ToArray();

    [Benchmark]
    public int ReplaceOneProperty() => MergePatch.Apply(_json, _replace).Length;

    [Benchmark]
    public int RemoveAndAddNested() => MergePatch.Apply(_json, _nested).Length;
}
