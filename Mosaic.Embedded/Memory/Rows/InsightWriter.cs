using Mosaic.Backends;
using Mosaic.Documents.Rows;
using Mosaic.Memory.Vectors;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;

namespace Mosaic.Memory.Rows;

/// <summary>Stores, changes and deletes insights inside a unit: row, vector, the user's entry, counters and change record. Runs on the write loop.</summary>
/// <param name="searchable">Told, once it is visible, that something searchable changed.</param>
internal sealed class InsightWriter(Action searchable)
{
    /// <exception cref="DuplicateKeyException">The id is taken.</exception>
    /// <exception cref="ConflictException">What it supersedes is absent, another user's, or superseded already.</exception>
    public void Store(UnitContext context, InsightDraft draft)
    {
        var key = MemoryKeys.Insight(draft.Id);
        if (context.Get(key) is { } there)
        {
            if (!InsightContent.Decode(new DocumentRow(there).Json).IsExpired(context.Now))
            {
                throw MemoryErrors.InsightTaken(draft.Id);
            }

            Delete(context, draft.Id, UserScope.Everyone, out _);
        }

        if (draft.Content.Supersedes is { } old)
        {
            Supersede(context, old, draft);
        }

        context.Put(key, DocumentRow.Encode(1, context.Now, context.Sequence, null, draft.Json));
        context.Put(MemoryKeys.UserInsight(draft.Content.User, draft.Id), []);
        context.Count(MemoryCounter.Insights, 1);
        if (draft.Vector is { } vector)
        {
            context.Put(MemoryKeys.Vector(draft.Id), vector);
            context.Count(MemoryCounter.Vectors, 1);
        }

        if (draft.Content.Expires is { } expires)
        {
            context.Put(MemoryKeys.Expiry(expires, draft.Id), []);
        }

        context.Changed(ChangeKind.Insight, draft.Content.User, draft.Id, 1, ChangeOperation.Put);
        context.OnPublished(searchable);
    }

    /// <summary>Changes an insight that is there.</summary>
    /// <returns>False when it is absent, expired or not in the scope.</returns>
    public bool Change(UnitContext context, string id, UserScope scope, Func<InsightContent, InsightContent> change)
    {
        if (Find(context, id) is not var (row, content) || !scope.Sees(content.User))
        {
            return false;
        }

        var changed = change(content);
        if (changed != content)
        {
            Put(context, id, row.Version + 1, changed);
            context.OnPublished(searchable);
        }

        return true;
    }

    /// <summary>Deletes the insight that an expiry row names.</summary>
    public void Expire(UnitContext context, byte[] expiry)
    {
        var id = MemoryKeys.ExpiringInsight(expiry);
        if (context.Get(MemoryKeys.Insight(id)) is { } row && InsightContent.Decode(new DocumentRow(row).Json).IsExpired(context.Now))
        {
            Delete(context, id, UserScope.Everyone, out _);
        }
    }

    /// <summary>False when it is absent or not in the scope.</summary>
    public bool Delete(UnitContext context, string id, UserScope scope, out bool hadVector)
    {
        hadVector = false;
        var key = MemoryKeys.Insight(id);
        if (context.Get(key) is not { } bytes || new DocumentRow(bytes) is var row && InsightContent.Decode(row.Json) is var content && !scope.Sees(content.User))
        {
            return false;
        }

        context.Delete(key);
        context.Delete(MemoryKeys.UserInsight(content.User, id));
        if (content.Expires is { } expires)
        {
            context.Delete(MemoryKeys.Expiry(expires, id));
        }

        context.Count(MemoryCounter.Insights, -1);
        if (context.Get(MemoryKeys.Vector(id)) is not null)
        {
            hadVector = true;
            context.Delete(MemoryKeys.Vector(id));
            context.Count(MemoryCounter.Vectors, -1);
        }

        hadVector |= VectorWriter.DeleteOf(context, key);

        context.Changed(ChangeKind.Insight, content.User, id, row.Version, ChangeOperation.Delete);
        context.OnPublished(searchable);
        return true;
    }

    private static void Supersede(UnitContext context, string id, InsightDraft by)
    {
        if (Find(context, id) is not var (row, old) || old.User != by.Content.User)
        {
            throw MemoryErrors.InsightNotThere(id);
        }

        if (old.SupersededBy is { } other)
        {
            throw MemoryErrors.InsightSuperseded(id, other);
        }

        Put(context, id, row.Version + 1, old with { SupersededBy = by.Id });
    }

    private static (DocumentRow Row, InsightContent Content)? Find(UnitContext context, string id) =>
        context.Get(MemoryKeys.Insight(id)) is { } bytes && new DocumentRow(bytes) is var row
        && InsightContent.Decode(row.Json) is var content && !content.IsExpired(context.Now)
            ? (row, content)
            : null;

    private static void Put(UnitContext context, string id, long version, InsightContent content)
    {
        context.Put(MemoryKeys.Insight(id), DocumentRow.Encode(version, context.Now, context.Sequence, null, content.Encode(id)));
        context.Changed(ChangeKind.Insight, content.User, id, version, ChangeOperation.Put);
    }
}
