using Mosaic.Backends;
using Mosaic.Documents.Filters;
using Mosaic.Documents.Folders.Writing;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;

namespace Mosaic;

/// <content>What a write is to do, decided from what the index holds.</content>
public sealed partial class FolderDocumentStore
{
    private PlannedWrite Changing(string collection, string id, WriteOptions options, Func<ReadOnlySpan<byte>, byte[]> change)
    {
        var live = Live(collection, id);
        DocumentRules.Check(collection, id, live?.ToStored(id), options);
        var json = live is { } row ? change(row.Json.Span) : JsonDocumentEditor.WithId(change("{}"u8), id);
        JsonText.Validate(json);
        DocumentContent.RequireId(json, id, collection, keepsIdOf: live?.Json ?? default);
        var expiry = options.ExpiresAt ?? (live?.ExpiresAtTicks is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null);
        return Putting(collection, id, json, options with { ExpiresAt = expiry });
    }

    private List<PlannedWrite> Updating(string collection, IEnumerable<string> ids, Filter? filter, byte[] patch) =>
        [.. ids.Distinct(StringComparer.Ordinal).Where(id => Live(collection, id) is { } row && FilterEvaluator.Matches(filter, row.Json.Span)).Select(id => Changing(collection, id, Plain, json => MergePatch.Apply(json, patch)))];

    private List<PlannedWrite> Deleting(string collection, IEnumerable<string> ids) =>
        [.. ids.Distinct(StringComparer.Ordinal).Where(id => Live(collection, id) is not null).Select(id => new PlannedWrite(id, null, (context, _) =>
        {
            _documents.Writer.Delete(context, collection, id);
            return null;
        }))];

    private PlannedWrite Creating(string collection, string id, byte[] json) => new(id, json, (context, written) => _documents.Writer.Find(context, collection, id) is null
        ? _documents.Writer.Put(context, collection, id, new DocumentDraft(written), Upserting)
        : throw DocumentWrite.Create(id, written).Taken(collection));

    private PlannedWrite Putting(string collection, string id, byte[] json, WriteOptions options) =>
        new(id, json, (context, written) => _documents.Writer.Put(context, collection, id, new DocumentDraft(written), options)) { ExpiresAt = options.ExpiresAt };

    private DocumentRow? Live(string collection, string id) => _documents.Finder.Get(collection, id);

    /// <exception cref="DuplicateKeyException">An id comes twice: two files cannot have one name.</exception>
    private static void RequireOnce(string collection, List<PlannedWrite> writes)
    {
        if (writes.GroupBy(static it => it.Id, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1) is { } twice)
        {
            throw new DuplicateKeyException($"The document '{twice.Key}' of '{collection}' comes twice.") { Operation = "create", Target = $"{collection}/{twice.Key}" };
        }
    }
}
