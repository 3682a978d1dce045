using System.Text;
using Mosaic.Benchmarks.Evaluation;
using Mosaic.Benchmarks.Sqlite;

namespace Mosaic.Benchmarks.Searching;

/// <summary>SQLite FTS5 with the porter tokenizer: any of the words, ranked by its bm25.</summary>
/// <param name="withStopWords">false: function words are left out of the query, as Mosaic leaves them out.</param>
internal sealed class Fts5Search(bool withStopWords) : SearchSide
{
    private static readonly string[] StopWords = ["what", "did", "say", "about", "and", "the"];
    private SqliteDatabase _database = null!;

    public override string Name => withStopWords ? "SQLite FTS5, OR of the words" : "SQLite FTS5, OR without stop words";

    public override Task LoadAsync(string folder, int turns)
    {
        _database = new SqliteDatabase(folder);
        _database.Execute("CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, speaker, body, tokenize='porter unicode61')");
        _database.Execute("BEGIN");
        using var insert = _database.Prepare("INSERT INTO texts(id, speaker, body) VALUES(?1, ?2, ?3)");
        for (var number = 0; number < turns; number++)
        {
            var turn = TalkSource.Turn(MosaicSearch.User, number);
            insert.Bind(1, turn.Id!);
            insert.Bind(2, turn.Speaker);
            insert.Bind(3, turn.Content);
            insert.Execute();
        }

        _database.Execute("COMMIT");
        return Task.CompletedTask;
    }

    public override ValueTask<(int Found, bool Answer)> SearchAsync(int number)
    {
        var question = TalkSource.Question(number);
        var text = withStopWords ? question : string.Join(' ', question.Split(' ').Where(static word => !StopWords.Contains(word.ToLowerInvariant())));
        using var select = _database.Prepare("SELECT id, body FROM texts WHERE texts MATCH ?1 ORDER BY rank LIMIT ?2");
        select.Bind(1, Fts5Retriever.AnyOf(text));
        select.Bind(2, SearchComparison.Hits);
        var (found, answer) = (0, false);
        while (select.Step())
        {
            found++;
            answer |= Encoding.UTF8.GetString(select.Bytes(0)) == $"{MosaicSearch.User}/{number}";
        }

        return ValueTask.FromResult((found, answer));
    }

    public override ValueTask CloseAsync()
    {
        _database.Dispose();
        return ValueTask.CompletedTask;
    }
}
