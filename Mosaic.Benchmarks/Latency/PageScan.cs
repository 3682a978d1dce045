using BenchmarkDotNet.Attributes;
using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Stores;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Rows;

namespace Mosaic.Benchmarks.Latency;

/// <summary>One page of rows, as FindAsync reads them: from the data file, and from the table that takes writes.</summary>
[MemoryDiagnoser]
public class PageScan
{
    private const int Stock = 20_000;
    private const int PageRows = 256;

    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic-benchmarks-").FullName;
    private MosaicEngine _store = null!;
    private byte[] _from = null!;
    private byte[] _to = null!;

    /// <summary>Whether the rows are in the data file, not in memory.</summary>
    [Params(true, false)]
    public bool Stored { get; set; }

    [GlobalSetup]
    public async Task OpenAsync()
    {
        await MosaicStore.BuildAsync(_folder, Stored ? Stock : 0);
        _store = await MosaicStore.OpenAsync(_folder);
        if (!Stored)
        {
            await _store.Documents.CreateManyAsync(
                MosaicStore.Collection, Enumerable.Range(0, PageRows * 2).Select(static it => NoteSource.Create(NoteIds.At(it), it)));
        }

        var collection = _store.Core.Rows.Scan(Keys.Of(RowTable.Document), Keys.After(Keys.Of(RowTable.Document)), 1, int.MaxValue).Rows[0].Key;
        _from = DocumentKeys.All(DocumentKeys.Collection(collection.Span));
        _to = Keys.After(_from);
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = PageRows)]
    public int Scan()
    {
        var rows = _store.Core.Rows.Scan(_from, _to, PageRows, int.MaxValue).Rows.Count;
        return rows == PageRows ? rows : throw new InvalidOperationException($"{rows} rows came.");
    }
}
