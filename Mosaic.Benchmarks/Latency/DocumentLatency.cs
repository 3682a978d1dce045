using BenchmarkDotNet.Attributes;
using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Latency;

/// <summary>One caller, one operation after the other, on a store in the system's temporary folder.</summary>
[MemoryDiagnoser]
public class DocumentLatency
{
    private const int Notes = 10_000;
    private const string Patch = """{"priority":42}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic-benchmarks-").FullName;
    private MosaicEngine _store = null!;
    private System.Text.Json.JsonElement _patch;
    private long _next = Notes;
    private long _at;

    /// <summary>What an acknowledged write survives.</summary>
    [Params(Durability.Full, Durability.Relaxed)]
    public Durability Durability { get; set; }

    [GlobalSetup]
    public async Task OpenAsync()
    {
        await MosaicStore.BuildAsync(_folder, Notes);
        _store = await MosaicEngine.OpenAsync(MosaicStore.PathIn(_folder), new MosaicOptions { Durability = Durability });
        _patch = System.Text.Json.JsonDocument.Parse(Patch).RootElement.Clone();
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public async Task<object> CreateAsync()
    {
        var number = _next++;
        return await _store.Documents.CreateAsync(MosaicStore.Collection, NoteSource.Create(NoteIds.At(number), number));
    }

    [Benchmark]
    public async Task PutJsonAsync()
    {
        var number = _next++;
        var id = NoteIds.At(number);
        await _store.Documents.PutJsonAsync(MosaicStore.Collection, id, NoteSource.Json(id, number));
    }

    [Benchmark]
    public async Task<int> GetJsonAsync() => (await _store.Documents.GetJsonAsync(MosaicStore.Collection, NextId()))!.Value.Length;

    [Benchmark]
    public async Task<object?> ReadAsync() => await _store.Documents.ReadAsync<Note>(MosaicStore.Collection, NextId());

    [Benchmark]
    public async Task<object?> UpdateAsync() => await _store.Documents.UpdateAsync<Note>(MosaicStore.Collection, NextId(), _patch);

    private string NextId() => NoteIds.At(_at = (_at + 7919) % Notes);
}
