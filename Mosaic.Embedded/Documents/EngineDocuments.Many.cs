using Mosaic.Documents.Filters;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Commit;

namespace Mosaic.Documents;

/// <content>Writing many documents as one unit.</content>
internal sealed partial class EngineDocuments
{
    public async ValueTask<IReadOnlyList<T>> CreateManyAsync<T>(string collection, IEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        Enter(collection, cancellationToken);
        var answers = new List<T>();
        var documents = new List<(string Id, DocumentDraft Draft)>();
        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (id, json, inserted) = Serializer.SerializeNew(item, collection, Now());
            answers.Add(inserted ? Serializer.Deserialize<T>(json, collection, id) : item);
            documents.Add((id, new DocumentDraft(json)));
        }

        await WriteAsync(
            collection,
            context =>
            {
                for (var i = 0; i < documents.Count; i++)
                {
                    CreateOne(context, collection, documents[i].Id, documents[i].Draft, i + 1, documents.Count);
                }

                return documents.Count;
            },
            cancellationToken).ConfigureAwait(false);
        return answers;
    }

    public ValueTask<long> UpdateManyAsync(string collection, IEnumerable<string> ids, object patch, CancellationToken cancellationToken = default)
    {
        var all = Ids(collection, ids, cancellationToken);
        var bytes = Serializer.SerializePatch(patch, collection);
        return WriteAsync(collection, context => all.LongCount(id => Writer.Update(context, collection, id, bytes, Plain) is not null), cancellationToken);
    }

    public ValueTask<long> DeleteManyAsync(string collection, IEnumerable<string> ids, CancellationToken cancellationToken = default)
    {
        var all = Ids(collection, ids, cancellationToken);
        return WriteAsync(collection, context => all.LongCount(id => Writer.Delete(context, collection, id)), cancellationToken);
    }

    public async ValueTask<long> UpdateManyAsync(string collection, Filter filter, object patch, CancellationToken cancellationToken = default)
    {
        var bytes = Serializer.SerializePatch(patch, collection);
        return await WriteMatchesAsync(
            collection, filter, (context, id) => Writer.Update(context, collection, id, bytes, Plain) is not null, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<long> DeleteManyAsync(string collection, Filter filter, CancellationToken cancellationToken = default) =>
        WriteMatchesAsync(collection, filter, (context, id) => Writer.Delete(context, collection, id), cancellationToken);

    public ValueTask<long> PutJsonManyAsync(
        string collection,
        IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> documents,
        ExistingDocuments existing = ExistingDocuments.Replace,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        Enter(collection, cancellationToken);
        var all = new List<(string Id, DocumentDraft Draft)>();
        foreach (var (id, utf8Json) in documents)
        {
            DocumentId.Validate(id);
            all.Add((id, Draft(collection, id, utf8Json)));
        }

        return WriteAsync(collection, context => all.LongCount(it => PutJson(context, collection, it.Id, it.Draft, existing)), cancellationToken);
    }

    private void CreateOne(UnitContext context, string collection, string id, in DocumentDraft draft, int number, int count)
    {
        try
        {
            Writer.Create(context, collection, id, draft);
        }
        catch (DuplicateKeyException exception) when (count > 1)
        {
            throw new DuplicateKeyException($"{exception.Message} It is document {number} of the {count} to create; none was created.", exception)
            {
                Operation = exception.Operation,
                Target = exception.Target,
                Hint = exception.Hint,
            };
        }
    }

    private bool PutJson(UnitContext context, string collection, string id, in DocumentDraft draft, ExistingDocuments existing)
    {
        if (existing == ExistingDocuments.Keep && Writer.Find(context, collection, id) is not null)
        {
            return false;
        }

        if (existing == ExistingDocuments.Replace)
        {
            Writer.Put(context, collection, id, draft, Upserting);
        }
        else
        {
            Writer.Create(context, collection, id, draft);
        }

        return true;
    }

    /// <summary>Finds the ids first, then decides each again on the write loop.</summary>
    private async ValueTask<long> WriteMatchesAsync(
        string collection, Filter filter, Func<UnitContext, string, bool> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var ids = new List<string>();
        await foreach (var found in FindRowsAsync(collection, filter, null, cancellationToken).ConfigureAwait(false))
        {
            ids.Add(found.Id);
        }

        return await WriteAsync(
            collection,
            context => ids.LongCount(id =>
                Writer.Find(context, collection, id) is { } row && FilterEvaluator.Matches(filter, row.Json.Span) && write(context, id)),
            cancellationToken).ConfigureAwait(false);
    }

    private List<string> Ids(string collection, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        Enter(collection, cancellationToken);
        var all = new List<string>();
        foreach (var id in ids)
        {
            DocumentId.Validate(id);
            all.Add(id);
        }

        return all;
    }
}
