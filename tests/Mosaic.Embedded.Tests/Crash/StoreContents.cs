using Mosaic.Backends;
using Mosaic.CrashHost.Script;
using Mosaic.Storage.Changes;

namespace Mosaic.Embedded.Tests.Crash;

/// <summary>Everything that a store says of itself: its documents, read in several ways, and its change record.</summary>
internal sealed class StoreContents
{
    private readonly Dictionary<(string Collection, string Id), Document<CrashDocument>> _documents = [];

    private StoreContents()
    {
    }

    public IReadOnlyDictionary<(string Collection, string Id), Document<CrashDocument>> Documents => _documents;

    /// <summary>Where the change record ended.</summary>
    public string Head { get; private set; } = "";

    /// <summary>Units in the change record that was read.</summary>
    public long Units { get; private set; }

    public List<string> Problems { get; } = [];

    /// <summary>Gaps and repetitions in the change record.</summary>
    public int Holes { get; private set; }

    /// <param name="engine">The store.</param>
    /// <param name="cursor">Where the change record was read to before; null: from its beginning.</param>
    public static async Task<StoreContents> ReadAsync(MosaicEngine engine, string? cursor)
    {
        var contents = new StoreContents();
        foreach (var collection in WriterScript.CollectionNames)
        {
            await contents.ReadDocumentsAsync(engine, collection);
        }

        await contents.ReadChangesAsync(engine, cursor);
        var report = await engine.CheckAsync();
        contents.Problems.AddRange(report.Problems.Select(static problem => "check: " + problem));
        return contents;
    }

    private async Task ReadDocumentsAsync(MosaicEngine engine, string collection)
    {
        var tags = new Dictionary<string, int>();
        await foreach (var document in engine.Documents.FindDocumentsAsync<CrashDocument>(collection))
        {
            _documents.Add((collection, document.Id), document);
            tags[document.Value.Tag] = tags.GetValueOrDefault(document.Value.Tag) + 1;
        }

        var count = await engine.Documents.CountAsync(collection);
        if (count != tags.Values.Sum())
        {
            Problems.Add($"'{collection}' counts {count} documents and has {tags.Values.Sum()}.");
        }

        foreach (var (tag, expected) in tags)
        {
            var found = await engine.Documents.CountAsync(collection, Filter.Eq("tag", tag));
            if (found != expected)
            {
                Problems.Add($"'{collection}' finds {found} documents with '{tag}' and has {expected}.");
            }
        }
    }

    private async Task ReadChangesAsync(MosaicEngine engine, string? cursor)
    {
        Head = await engine.Changes.GetHeadAsync();
        var head = FeedCursor.Parse(Head).Sequence;
        var oldest = engine.Core.Trim.Oldest;
        if (cursor is not null && FeedCursor.Parse(cursor).Sequence < oldest)
        {
            cursor = null; // trimmed, or the unit that vouches for it is
        }

        var expected = Expected(engine, cursor is null ? oldest : FeedCursor.Parse(cursor).Sequence + 1, head);
        var versions = new Dictionary<(string, string), long>();
        if (expected.TryPeek(out _))
        {
            await foreach (var change in engine.Changes.ReadAsync(cursor))
            {
                var place = FeedCursor.Parse(change.Cursor);
                var (sequence, index) = expected.Dequeue();
                if (place.Sequence != sequence || place.Index != index)
                {
                    Holes++;
                    Problems.Add($"The feed tells change {place.Sequence}.{place.Index} where {sequence}.{index} was to come.");
                    break;
                }

                if (change.Kind == "document")
                {
                    versions[(change.Collection, change.Id)] = change.Operation == ChangeOperation.Put ? change.Version : 0;
                }

                if (expected.Count == 0)
                {
                    break;
                }
            }
        }

        foreach (var ((collection, id), version) in versions)
        {
            var there = _documents.GetValueOrDefault((collection, id))?.Version ?? 0;
            if (there != version)
            {
                Problems.Add($"The change record ends with version {version} of '{collection}/{id}'; the store has {there}.");
            }
        }

        if (cursor is null && oldest == 1 && _documents.Keys.FirstOrDefault(key => !versions.ContainsKey(key)) is { Id: not null } silent)
        {
            Problems.Add($"The change record does not tell of '{silent.Collection}/{silent.Id}'.");
        }
    }

    /// <summary>The changes that the record holds, each unit of it being there; some units change no document.</summary>
    private Queue<(long Sequence, int Index)> Expected(MosaicEngine engine, long from, long to)
    {
        var expected = new Queue<(long Sequence, int Index)>();
        for (var sequence = from; sequence <= to; sequence++)
        {
            if (engine.Core.Feed.Find(sequence) is not { } record)
            {
                Holes++;
                Problems.Add($"The change record has no unit {sequence}.");
                continue;
            }

            Units++;
            var changes = ChangeCodec.Count(record.Changes.Span);
            for (var index = 0; index < changes; index++)
            {
                expected.Enqueue((sequence, index));
            }
        }

        return expected;
    }
}
