using Mosaic.Documents.Rows;
using Mosaic.Memory.Vectors;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;

namespace Mosaic.Memory.Rows;

/// <summary>Stores and deletes insights inside a unit: row, vector, the user's entry, counters and change record. Runs on the write loop.</summary>
/// <param name="searchable">Told, once it is visible, that something searchable changed.</param>
internal sealed class InsightWriter(Action searchable)
{
    /// <exception cref="DuplicateKeyException">The id is taken.</exception>
    /// <exception cref="ConflictException">What it supersedes is absent, another user's, or superseded already.</exception>
    public void Store(UnitContext context, InsightDraft draft)
    {
        var key = MemoryKeys.Insight(draft.Id);
        if (context.Get(key) is not null)
        {
            throw Taken(draft.Id);
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

        context.Changed(ChangeKind.Insight, draft.Content.User, draft.Id, 1, ChangeOperation.Put);
        context.OnPublished(searchable);
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

    public static DuplicateKeyException Taken(string id) => new($"There is an insight '{id}' already.")
    {
        Operation = "store",
        Target = id,
        Hint = "Ids of insights are unique in the store. Leave the id out and one is made; Supersedes replaces an insight.",
    };

    public static ConflictException NotThere(string id, string because) => new($"The insight '{id}' {because}, so it cannot be superseded.")
    {
        Operation = "store",
        Target = id,
        Hint = "Read it again; its SupersededBy leads to the newest one.",
    };

    private static void Supersede(UnitContext context, string id, InsightDraft by)
    {
        var key = MemoryKeys.Insight(id);
        if (context.Get(key) is not { } bytes || new DocumentRow(bytes) is var row && InsightContent.Decode(row.Json) is var old && old.User != by.Content.User)
        {
            throw NotThere(id, "is absent");
        }

        if (old.SupersededBy is { } other)
        {
            throw NotThere(id, $"is superseded by '{other}'");
        }

        var version = row.Version + 1;
        context.Put(key, DocumentRow.Encode(version, context.Now, context.Sequence, null, (old with { SupersededBy = by.Id }).Encode(id)));
        context.Changed(ChangeKind.Insight, old.User, id, version, ChangeOperation.Put);
    }
}
