using Mosaic.Backends;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Rows;
using Mosaic.Index.Turns;
using Mosaic.Memory.Rows;
using Mosaic.Storage;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Search;

/// <summary>The rows that search finds: insights that nothing superseded, turns, and documents of collections with declared texts.</summary>
internal sealed class SearchableRows(StoreCore core, CollectionCatalog catalog)
{
    /// <summary>Whether the store has any; told by counters, without a scan.</summary>
    public bool Any =>
        core.Counters[MemoryCounter.Insights] > 0 || core.Counters[MemoryCounter.Turns] > 0
        || catalog.All.Any(collection => collection.HasTexts && core.Counters[collection.Counter] > 0);

    /// <summary>Where they all are, one range of keys each.</summary>
    public IEnumerable<byte[]> Prefixes() =>
    [
        Keys.Of(RowTable.Insight),
        Keys.Of(RowTable.Turn),
        .. catalog.All.Where(static collection => collection.HasTexts).Select(static collection => DocumentKeys.All(collection.Id)),
    ];

    /// <summary>The key of a changed row; null when search does not care.</summary>
    public byte[]? KeyOf(in ChangedRow change) => change.Kind switch
    {
        ChangeKind.Insight => MemoryKeys.Insight(change.Id),
        ChangeKind.Turn => MemoryKeys.Turn(change.Collection, change.Version),
        ChangeKind.Document when catalog.Find(change.Collection) is { HasTexts: true } info => DocumentKeys.Of(info.Id, change.Id),
        _ => null,
    };

    /// <summary>The collection whose texts a change may have declared; null when it is no such change.</summary>
    public CollectionInfo? Declared(in ChangedRow change) =>
        change.Kind == ChangeKind.Collection && catalog.Find(change.Collection) is { HasTexts: true } info ? info : null;

    /// <summary>What search sees at a key now; null when there is nothing.</summary>
    public SearchableText? Read(byte[] key) => core.Rows.Get(key) is { } row ? Read(key, row) : null;

    public SearchableText? Read(byte[] key, ReadOnlyMemory<byte> bytes)
    {
        var row = new DocumentRow(bytes);
        switch ((RowTable)key[0])
        {
            case RowTable.Insight:
                var insight = InsightContent.Decode(row.Json);
                return insight.SupersededBy is not null || insight.IsExpired(core.Clock.Now()) ? null : new SearchableText
                {
                    Key = key,
                    Kind = MemoryKind.Insight,
                    Id = MemoryKeys.Id(key),
                    Text = insight.Content,
                    User = insight.User,
                    Session = insight.Session,
                    Category = insight.Category,
                    Source = insight.Source,
                    Relevance = insight.Relevance,
                    At = insight.Created,
                    Metadata = insight.Metadata,
                };
            case RowTable.Turn:
                var turn = TurnContent.Decode(row.Json);
                return new SearchableText
                {
                    Key = key,
                    Kind = MemoryKind.Turn,
                    Id = turn.Id,
                    Text = turn.Content,
                    User = turn.User,
                    Session = MemoryKeys.TurnSession(key),
                    Number = MemoryKeys.TurnNumber(key),
                    Speaker = turn.Speaker,
                    At = turn.At,
                    Metadata = turn.Metadata,
                };
            default:
                return ReadDocument(key, row);
        }
    }

    /// <summary>The turns that an insight was concluded from, as far as they are there.</summary>
    public IReadOnlyList<TurnPlace> TurnsOf(byte[] insight)
    {
        if (core.Rows.Get(insight) is not { } row || InsightContent.Decode(new DocumentRow(row).Json) is not { Provenance.Count: > 0 } content)
        {
            return [];
        }

        var turns = new List<TurnPlace>();
        foreach (var id in content.Provenance)
        {
            if (core.Rows.Get(MemoryKeys.TurnId(id)) is { } turn)
            {
                turns.Add(new TurnPlace(content.User, MemoryKeys.TurnSession(turn), (int)MemoryKeys.TurnNumber(turn)));
            }
        }

        return turns;
    }

    private SearchableText? ReadDocument(byte[] key, DocumentRow row) =>
        catalog.Find(DocumentKeys.Collection(key)) is { HasTexts: true } info && !row.IsExpired(core.Clock.Now())
        && DocumentText.Extract(row.Json.Span, info.Texts!) is { Length: > 0 } text
            ? new SearchableText
            {
                Key = key,
                Kind = MemoryKind.Document,
                Id = DocumentKeys.Id(key),
                Collection = info.Name,
                Text = text,
                At = row.ModifiedAt,
            }
            : null;
}
