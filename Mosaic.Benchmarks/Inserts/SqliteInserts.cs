using Mosaic.Benchmarks.Notes;

namespace Mosaic.Benchmarks.Inserts;

/// <summary>One transaction each, the connection behind an asynchronous gate.</summary>
internal sealed class SqliteInserts : SqliteSide
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    public override string Name => "(a) SQLite, one transaction each";

    public override async ValueTask InsertAsync(long number)
    {
        var id = NoteIds.At(number);
        var json = NoteSource.Json(id, number);
        await _gate.WaitAsync();
        try
        {
            Statement.Execute(id, json);
        }
        finally
        {
            _gate.Release();
        }
    }
}
