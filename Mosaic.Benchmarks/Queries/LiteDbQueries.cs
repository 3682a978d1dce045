using LiteDB;
using Mosaic.Benchmarks.Notes;

namespace Mosaic.Benchmarks.Queries;

/// <summary>LiteDB as it comes: notes as documents of its own, mapped to objects.</summary>
internal sealed class LiteDbQueries : QuerySide
{
    private const int Batch = 10_000;

    private LiteDatabase _database = null!;
    private ILiteCollection<Note> _notes = null!;

    public override string Name => "LiteDB 5.0.20, mapped objects";

    public override Task OpenAsync(string folder, int notes)
    {
        _database = new LiteDatabase(new ConnectionString { Filename = Path.Combine(folder, "notes.litedb"), Connection = ConnectionType.Direct });
        _notes = _database.GetCollection<Note>("notes");
        foreach (var batch in Enumerable.Range(0, notes).Chunk(Batch))
        {
            _notes.Insert(batch.Select(static number => NoteSource.Create(NoteIds.At(number), number)));
        }

        _notes.EnsureIndex(static note => note.User);
        _database.Checkpoint();
        return Task.CompletedTask;
    }

    public override Task<int> FindByUserAsync(string user) => Task.FromResult(_notes.Find(note => note.User == user).Count());

    public override Task<int> CountAboveAsync(int priority) => Task.FromResult(_notes.Count(note => note.Priority > priority));

    public override Task<int> FindAboveAsync(int priority) => Task.FromResult(_notes.Find(note => note.Priority > priority).Count());

    public override Task CloseAsync()
    {
        _database.Dispose();
        return Task.CompletedTask;
    }
}
