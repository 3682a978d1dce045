using System.Text;
using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Sqlite;

namespace Mosaic.Benchmarks.Evaluation;

/// <summary>SQLite FTS5 with the porter tokenizer, ranked by its bm25: any of the words, in the texts of the query's group.</summary>
internal sealed class Fts5Retriever(ScratchFolder scratch) : IRetriever
{
    private SqliteDatabase _database = null!;

    public string Name => "SQLite FTS5, porter, OR of the words";

    public Task LoadAsync(RetrievalData data)
    {
        _database = new SqliteDatabase(scratch.Create());
        _database.Execute("CREATE VIRTUAL TABLE texts USING fts5(grp UNINDEXED, id UNINDEXED, body, tokenize='porter unicode61')");
        _database.Execute("BEGIN");
        using var insert = _database.Prepare("INSERT INTO texts(grp, id, body) VALUES(?1, ?2, ?3)");
        foreach (var doc in data.Docs)
        {
            insert.Bind(1, doc.Group);
            insert.Bind(2, doc.Id);
            insert.Bind(3, doc.Text);
            insert.Execute();
        }

        _database.Execute("COMMIT");
        return Task.CompletedTask;
    }

    public ValueTask<IReadOnlyList<string>> SearchAsync(RetrievalQuery query, int limit)
    {
        var found = new List<string>();
        using var select = _database.Prepare("SELECT id FROM texts WHERE texts MATCH ?1 AND grp = ?2 ORDER BY rank LIMIT ?3");
        select.Bind(1, AnyOf(query.Text));
        select.Bind(2, query.Group);
        select.Bind(3, limit);
        while (select.Step())
        {
            found.Add(Encoding.UTF8.GetString(select.Bytes(0)));
        }

        return ValueTask.FromResult<IReadOnlyList<string>>(found);
    }

    /// <summary>The words of a text as a query for any of them.</summary>
    public static string AnyOf(string text)
    {
        var words = new string([.. text.Select(static c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(" OR ", words.Select(static word => $"\"{word}\""));
    }

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return ValueTask.CompletedTask;
    }
}
