using Mosaic.Documents.Catalog;
using Mosaic.Documents.Json;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;
using Mosaic.Transactions;

namespace Mosaic.Documents.Rows;

/// <summary>
/// Changes one document inside a unit: its row, its index entries, its expiry, the collection's counter and the change record.
/// Runs on the write loop, where the newest state decides.
/// </summary>
/// <param name="catalog">The collections.</param>
/// <param name="recent">Told of each document before and after.</param>
/// <param name="searchable">Told, once it is visible, that something searchable changed.</param>
internal sealed class DocumentWriter(CollectionCatalog catalog, RecentWrites recent, Action searchable)
{
    /// <summary>The document as this unit sees it; null when it is absent or has expired.</summary>
    public DocumentRow? Find(UnitContext context, string collection, string id) =>
        catalog.Find(context, collection) is { } info ? Live(context, DocumentKeys.Of(info.Id, id)) : null;

    /// <exception cref="DuplicateKeyException">The id, or a unique index's value, is there already.</exception>
    public DocumentRow Create(UnitContext context, string collection, string id, in DocumentDraft draft)
    {
        var info = catalog.GetOrCreate(context, collection);
        var key = DocumentKeys.Of(info.Id, id);
        if (Live(context, key) is not null)
        {
            throw new DuplicateKeyException($"'{collection}' already has a document '{id}'.")
            {
                Operation = "create",
                Target = $"{collection}/{id}",
                Hint = "Use PutAsync with Upsert to replace it.",
            };
        }

        return Put(context, info, key, id, draft, null);
    }

    /// <summary>Replaces, or with Upsert creates.</summary>
    /// <exception cref="ConflictException">The version differs, or the document is absent and may not be created.</exception>
    public DocumentRow Put(UnitContext context, string collection, string id, in DocumentDraft draft, WriteOptions options)
    {
        var info = catalog.GetOrCreate(context, collection);
        var key = DocumentKeys.Of(info.Id, id);
        var live = Live(context, key);
        Check(collection, id, live, options);
        return Put(context, info, key, id, draft, options.ExpiresAt ?? (options.KeepsExpiry ? ExpiryOf(live) : null));
    }

    /// <summary>Merges a patch (RFC 7396); null when the document is absent and may not be created.</summary>
    public DocumentRow? Update(UnitContext context, string collection, string id, ReadOnlyMemory<byte> patch, WriteOptions options) => Change(
        context, collection, id, options, old => old is { } json ? MergePatch.Apply(json.Span, patch.Span) : JsonDocumentEditor.WithId(MergePatch.Apply("{}"u8, patch.Span), id));

    /// <summary>Applies a JSON Patch (RFC 6902); null when the document is absent and may not be created.</summary>
    public DocumentRow? Patch(UnitContext context, string collection, string id, JsonPatch patch, WriteOptions options) => Change(
        context, collection, id, options, old => old is { } json ? patch.Apply(json.Span) : JsonDocumentEditor.WithId(patch.Apply("{}"u8), id));

    private DocumentRow? Change(UnitContext context, string collection, string id, WriteOptions options, Func<ReadOnlyMemory<byte>?, byte[]> change)
    {
        var live = Find(context, collection, id);
        if (live is null && !options.Upsert && options.ExpectedVersion is null)
        {
            return null;
        }

        Check(collection, id, live, options);
        var json = change(live?.Json);
        JsonText.Validate(json);
        DocumentContent.RequireId(json, id, collection, keepsIdOf: live?.Json ?? default);
        var info = catalog.GetOrCreate(context, collection);
        var expiry = options.ExpiresAt ?? ExpiryOf(live);
        return Put(context, info, DocumentKeys.Of(info.Id, id), id, new DocumentDraft(json), expiry);
    }

    public bool Delete(UnitContext context, string collection, string id)
    {
        if (catalog.Find(context, collection) is not { } info)
        {
            return false;
        }

        var key = DocumentKeys.Of(info.Id, id);
        if (context.Get(key) is not { } bytes)
        {
            return false;
        }

        var old = new DocumentRow(bytes);
        Remove(context, info, key, id, old);
        return !old.IsExpired(context.Now);
    }

    /// <summary>Deletes the document that an expiry row names.</summary>
    public void Expire(UnitContext context, byte[] expiry)
    {
        var key = DocumentKeys.ExpiringDocument(expiry).ToArray();
        if (context.Get(key) is { } bytes && new DocumentRow(bytes) is var row && row.IsExpired(context.Now)
            && catalog.Find(DocumentKeys.Collection(key)) is { } info)
        {
            Remove(context, info, key, DocumentKeys.Id(key), row);
        }
    }

    /// <summary>Deletes what stands at a key, expired or not.</summary>
    public void Remove(UnitContext context, CollectionInfo info, byte[] key, string id, DocumentRow old)
    {
        foreach (var index in info.Indexes)
        {
            foreach (var entry in IndexEntries.Extract(old.Json.Span, index.Parsed))
            {
                context.Delete(DocumentKeys.Entry(index.Id, entry.Span, key));
            }
        }

        RemoveExpiry(context, key, old);
        context.Delete(key);
        context.Count(info.Counter, -1);
        context.Changed(ChangeKind.Document, info.Name, id, old.Version, ChangeOperation.Delete);
        recent.Note(context, info.Name, old.Json, default);
        Tell(context, info);
    }

    private DocumentRow Put(UnitContext context, CollectionInfo info, byte[] key, string id, in DocumentDraft draft, DateTimeOffset? expiresAt)
    {
        DocumentRow? old = context.Get(key) is { } bytes ? new DocumentRow(bytes) : null;
        if (info.Indexes.Length > 0)
        {
            WriteEntries(context, info, key, id, old, draft.Json);
        }

        if (old is { } replaced)
        {
            RemoveExpiry(context, key, replaced);
        }
        else
        {
            context.Count(info.Counter, 1);
        }

        if (expiresAt is { } expiry)
        {
            context.Put(DocumentKeys.Expiry(expiry.UtcTicks, key), []);
        }

        var version = old is { } before && !before.IsExpired(context.Now) ? before.Version + 1 : 1;
        var row = draft.Finish(version, context.Now, context.Sequence, expiresAt);
        context.Put(key, row);
        context.Changed(ChangeKind.Document, info.Name, id, version, ChangeOperation.Put);
        var written = new DocumentRow(row);
        recent.Note(context, info.Name, old?.Json ?? default, written.Json);
        Tell(context, info);
        return written;
    }

    private void Tell(UnitContext context, CollectionInfo info)
    {
        if (info.HasTexts)
        {
            context.OnPublished(searchable);
        }
    }

    private static void WriteEntries(UnitContext context, CollectionInfo info, byte[] key, string id, DocumentRow? old, ReadOnlyMemory<byte> json)
    {
        foreach (var index in info.Indexes)
        {
            if (index.Unique)
            {
                // Before anything of the unit is changed: whoever catches the refusal goes on with it.
                UniqueIndex.Check(context, info, index, key, id, old, json);
            }
        }

        foreach (var index in info.Indexes)
        {
            var before = old is { } row ? IndexEntries.Extract(row.Json.Span, index.Parsed) : [];
            var after = IndexEntries.Extract(json.Span, index.Parsed);
            foreach (var entry in before.Except(after))
            {
                context.Delete(DocumentKeys.Entry(index.Id, entry.Span, key));
            }

            // An index that is being built may not have the old document's entries yet.
            foreach (var entry in index.Ready ? after.Except(before) : after)
            {
                context.Put(DocumentKeys.Entry(index.Id, entry.Span, key), DocumentKeys.EntryValue(entry.Span.Length));
            }
        }
    }

    private static void RemoveExpiry(UnitContext context, byte[] key, DocumentRow old)
    {
        if (old.ExpiresAtTicks is { } ticks)
        {
            context.Delete(DocumentKeys.Expiry(ticks, key));
        }
    }

    private static DocumentRow? Live(UnitContext context, byte[] key) =>
        context.Get(key) is { } bytes && new DocumentRow(bytes) is var row && !row.IsExpired(context.Now) ? row : null;

    private static DateTimeOffset? ExpiryOf(DocumentRow? live) => live?.ExpiresAtTicks is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <exception cref="ConflictException">The document as it is does not allow the write.</exception>
    public static void Check(string collection, string id, DocumentRow? live, WriteOptions options)
    {
        var version = live?.Version ?? 0;
        if (options.ExpectedVersion is { } expected && expected != version)
        {
            throw Conflict(collection, id, live is null ? "is absent" : $"is at version {version}", $"version {expected} was expected");
        }

        if (options.ExpectedModifiedAt is { } modified && live?.ModifiedAt != modified)
        {
            throw Conflict(collection, id, "was deleted and is another one", "the one before was expected");
        }

        if (live is null && !options.Upsert && options.ExpectedVersion is null)
        {
            throw Conflict(collection, id, "is absent", "it was to be replaced");
        }
    }

    private static ConflictException Conflict(string collection, string id, string found, string wanted) =>
        new($"Document '{id}' of '{collection}' {found}, but {wanted}.")
        {
            Operation = "write",
            Target = $"{collection}/{id}",
            Hint = "Read it again and decide anew; WriteOptions.Upsert creates what is absent, ExpectedVersion 0 creates only that.",
        };
}
