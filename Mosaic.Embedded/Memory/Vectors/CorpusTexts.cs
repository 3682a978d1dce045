using Mosaic.Backends;
using Mosaic.Memory.Rows;
using Mosaic.Memory.Search;
using Mosaic.Storage;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>The texts of a corpus as their rows are now, and the rows that tell what state its vectors are in.</summary>
internal sealed class CorpusTexts(StoreCore core, SearchableRows rows)
{
    /// <summary>The corpus of all documents, which have no user; no user's id has this character.</summary>
    public const string Documents = "\0";

    private const int PageRows = 256;
    private const int PageBytes = 1 << 20;

    public static string CorpusOf(SearchableText text) => text.User ?? Documents;

    /// <summary>null: it has none.</summary>
    public CorpusRow? Find(string corpus) => core.Rows.Get(VectorKeys.Corpus(corpus)) is { } row ? CorpusRow.Decode(row) : null;

    /// <summary>Every corpus with a state.</summary>
    public IEnumerable<(string Corpus, CorpusRow Row)> All() => Pages(VectorKeys.Corpora())
        .Select(static row => (VectorKeys.CorpusName(row.Key.Span), CorpusRow.Decode(row.Value.Span)));

    /// <summary>Every text of a corpus, page by page beside writers.</summary>
    public IEnumerable<(SearchableText Text, long Sequence)> Read(string corpus)
    {
        if (corpus == Documents)
        {
            return rows.Prefixes().Where(static prefix => prefix[0] == (byte)RowTable.Document).SelectMany(ReadRange);
        }

        var insights = Pages(MemoryKeys.UserInsights(corpus)).Select(entry => Read(MemoryKeys.Insight(MemoryKeys.EntryId(entry.Key.Span))))
            .Where(static found => found is not null).Select(static found => found!.Value);
        return Pages(MemoryKeys.UserSessions(corpus))
            .SelectMany(entry => ReadRange(MemoryKeys.Turns(MemoryKeys.EntryId(entry.Key.Span))))
            .Concat(insights);
    }

    /// <summary>What a model of a corpus learns from.</summary>
    public IEnumerable<string> Lessons(string corpus) => TextModelRules.Lessons(Read(corpus).Select(static text => text.Text));

    /// <summary>Every text of every corpus.</summary>
    public IEnumerable<(SearchableText Text, long Sequence)> Read() => rows.Prefixes().SelectMany(ReadRange);

    /// <summary>What is at a text's key, and the unit that wrote it.</summary>
    public (SearchableText Text, long Sequence)? Read(byte[] key) =>
        core.Rows.Get(key) is { } row && rows.Read(key, row) is { } text ? (text, new Documents.Rows.DocumentRow(row).Sequence) : null;

    /// <summary>The vectors that the texts of a corpus have in a slot, those of other texts not.</summary>
    public IEnumerable<ScannedRow> Vectors(string corpus, byte slot)
    {
        if (corpus == Documents)
        {
            return rows.Prefixes().Where(static prefix => prefix[0] == (byte)RowTable.Document).SelectMany(prefix => Pages(VectorKeys.Vector(slot, prefix)));
        }

        var insights = Pages(MemoryKeys.UserInsights(corpus))
            .Select(entry => VectorKeys.Vector(slot, MemoryKeys.Insight(MemoryKeys.EntryId(entry.Key.Span))))
            .Select(key => (Key: key, Value: core.Rows.Get(key)))
            .Where(static row => row.Value is not null).Select(static row => new ScannedRow(row.Key, row.Value));
        return Pages(MemoryKeys.UserSessions(corpus))
            .SelectMany(entry => Pages(VectorKeys.Vector(slot, MemoryKeys.Turns(MemoryKeys.EntryId(entry.Key.Span)))))
            .Concat(insights);
    }

    /// <summary>The vector's row that a text has in a slot; null when it has none there by the model.</summary>
    public byte[]? Vector(byte slot, string model, byte[] text) =>
        core.Rows.Get(VectorKeys.Vector(slot, text)) is { } row && VectorRow.IsOf(row, model) ? row : null;

    /// <summary>Every vector, also of texts that are gone.</summary>
    public IEnumerable<ScannedRow> Vectors(byte slot) => Pages(VectorKeys.Vector(slot, []));

    /// <summary>The parts of a model.</summary>
    public IEnumerable<ScannedRow> Model(string corpus, byte slot) => Pages(VectorKeys.Model(corpus, slot));

    private IEnumerable<(SearchableText Text, long Sequence)> ReadRange(byte[] prefix)
    {
        foreach (var (key, value) in Pages(prefix))
        {
            if (rows.Read(key.ToArray(), value) is { } text)
            {
                yield return (text, new Documents.Rows.DocumentRow(value).Sequence);
            }
        }
    }

    private IEnumerable<ScannedRow> Pages(byte[] prefix)
    {
        byte[]? from = prefix;
        var to = Keys.After(prefix);
        while (from is not null)
        {
            core.Health.ThrowIfClosed();
            var page = core.Rows.Scan(from, to, PageRows, PageBytes);
            foreach (var row in page.Rows)
            {
                yield return row;
            }

            from = page.Next;
        }
    }
}
