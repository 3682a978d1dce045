using Mosaic.Backends;
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

    /// <summary>Decides a write and does it.</summary>
    /// <returns>The document as it was written, or of a delete as it was; null: there was nothing to do.</returns>
    /// <exception cref="DuplicateKeyException">The id, or a unique index's value, is there already.</exception>
    /// <exception cref="ConflictException">The version differs, or the document is absent and may not be created.</exception>
    public StoredDocument? Apply(UnitContext context, string collection, DocumentWrite write)
    {
        if (write.Kind == DocumentWriteKind.Delete && write.Filter is null)
        {
            return Delete(context, collection, write.Id)?.ToStored(write.Id);
        }

        var info = catalog.Find(context, collection);
        var live = info is null ? null : Live(context, DocumentKeys.Of(info.Id, write.Id));
        if (write.Decide(collection, live?.ToStored(write.Id)) is not { } decision)
        {
            return null;
        }

        if (decision.Json is not { } json)
        {
            Remove(context, info!, DocumentKeys.Of(info!.Id, write.Id), write.Id, live!.Value);
            return live.Value.ToStored(write.Id);
        }

        info ??= catalog.GetOrCreate(context, collection);
        var draft = write.Kind == DocumentWriteKind.Change ? new DocumentDraft(json.Span) : write.Draft;
        try
        {
            return Put(context, info, DocumentKeys.Of(info.Id, write.Id), write.Id, draft, decision.ExpiresAt).ToStored(write.Id);
        }
        catch (DuplicateKeyException exception) when (write.Place is not null)
        {
            throw write.OfMany(exception);
        }
    }

    /// <summary>Replaces, or with Upsert creates.</summary>
    /// <exception cref="ConflictException">The version differs, or the document is absent and may not be created.</exception>
    public DocumentRow Put(UnitContext context, string collection, string id, in DocumentDraft draft, WriteOptions options)
    {
        var info = catalog.GetOrCreate(context, collection);
        var key = DocumentKeys.Of(info.Id, id);
        var live = Live(context, key);
        DocumentRules.Check(collection, id, live?.ToStored(id), options);
        return Put(context, info, key, id, draft, options.ExpiresAt ?? (options.KeepsExpiry ? ExpiryOf(live) : null));
    }

    /// <returns>The document as it was; null: it was absent, or had expired.</returns>
    public DocumentRow? Delete(UnitContext context, string collection, string id)
    {
        if (catalog.Find(context, collection) is not { } info)
        {
            return null;
        }

        var key = DocumentKeys.Of(info.Id, id);
        if (context.Get(key) is not { } bytes)
        {
            return null;
        }

        var old = new DocumentRow(bytes);
        Remove(context, info, key, id, old);
        return old.IsExpired(context.Now) ? null : old;
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
}
