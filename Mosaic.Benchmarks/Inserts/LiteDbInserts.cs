using LiteDB;
using Mosaic.Benchmarks.Notes;

namespace Mosaic.Benchmarks.Inserts;

/// <summary>LiteDB as it comes, behind the same gate as SQLite: concurrent writers only wait for its lock, and block threads.</summary>
internal sealed class LiteDbInserts : InsertSide
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private LiteDatabase? _database;
    private ILiteCollection<BsonDocument>? _notes;

    public override string Name => "(c) LiteDB 5.0.20";

    public override string Durability => "LiteDB's own: an insert may return before it is written; see its regime";

    public override async Task SeedAsync(string folder, int notes)
    {
        await OpenAsync(folder);
        foreach (var part in Enumerable.Range(0, notes).Chunk(1000))
        {
            _notes!.Insert(part.Select(static number => Map(number)));
        }

        await CloseAsync();
    }

    public override Task OpenAsync(string folder)
    {
        _database = new LiteDatabase(new ConnectionString { Filename = Path.Combine(folder, "notes.litedb"), Connection = ConnectionType.Direct });
        _notes = _database.GetCollection("notes", BsonAutoId.ObjectId);
        return Task.CompletedTask;
    }

    public override async ValueTask InsertAsync(long number)
    {
        var note = Map(number);
        await _gate.WaitAsync();
        try
        {
            _notes!.Insert(note);
        }
        finally
        {
            _gate.Release();
        }
    }

    public override Task CloseAsync()
    {
        _database!.Dispose();
        return Task.CompletedTask;
    }

    private static BsonDocument Map(long number)
    {
        var id = NoteIds.At(number);
        return new BsonDocument { ["_id"] = id, ["json"] = NoteSource.Json(id, number) };
    }
}
