using Mosaic.Backends;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Documents;

/// <content>
/// Declaring indexes. From the first unit on writers keep the new index; then pages of older documents are entered, each in a
/// short unit between others' writes, of so many entries and bytes that writers wait for some milliseconds; only one document's
/// entries stay together, however many. The last unit lets queries use it. An interrupted build goes on with the next declaration.
/// </content>
internal sealed partial class EngineDocuments
{
    private const int BuildPageRows = 200;
    private const int BuildPageBytes = 1 << 20;

    /// <summary>What a unit of a build enters before it gives way; the document that goes beyond is its last.</summary>
    internal const int BuildUnitEntries = 512;
    private const int BuildUnitBytes = 256 * 1024;

    protected override async ValueTask EnsureIndexAsync(string collection, DocumentIndex index, CancellationToken cancellationToken)
    {
        var (path, unique) = (index.Path, index.Unique);
        while (true)
        {
            var declared = await WriteAsync(collection, context => Declare(context, collection, path, unique), cancellationToken).ConfigureAwait(false);
            if (declared.Ready)
            {
                return;
            }

            try
            {
                if (await BuildAsync(collection, declared, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (DuplicateKeyException)
            {
                await DropIndexAsync(collection, declared).ConfigureAwait(false);
                throw;
            }
        }
    }

    private IndexInfo Declare(UnitContext context, string collection, string path, bool unique)
    {
        var info = Catalog.GetOrCreate(context, collection);
        var parsed = JsonPath.Parse(path);
        if (Array.Find(info.Indexes, index => index.Parsed.Equals(parsed)) is { } existing)
        {
            return existing.Unique == unique ? existing : throw DocumentIndex.OfOtherKind(collection, path, unique);
        }

        var added = new IndexInfo(Catalog.NextId(), path, unique, Ready: false);
        Catalog.Change(context, info with { Indexes = [.. info.Indexes, added] });
        return added;
    }

    /// <returns>False when another caller's build met a duplicate and dropped the index: its entries are going.</returns>
    private async ValueTask<bool> BuildAsync(string collection, IndexInfo index, CancellationToken cancellationToken)
    {
        var info = Catalog.Find(collection)!;
        var from = DocumentKeys.All(info.Id);
        var to = Keys.After(from);
        while (from is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = _core.Rows.Scan(from, to, BuildPageRows, BuildPageBytes);
            var keys = page.Rows.ConvertAll(static row => row.Key.ToArray());
            for (var done = 0; done < keys.Count;)
            {
                var start = done;
                var entered = await _core.CommitAsync(new DelegateUnit<int>(context => Enter(context, info, index, keys, start)), cancellationToken).ConfigureAwait(false);
                if (entered == 0)
                {
                    return false;
                }

                done += entered;
            }

            from = page.Next;
        }

        return await _core.CommitAsync(
            new DelegateUnit<bool>(context => IsDeclared(collection, index) && Replace(context, collection, index, index with { Ready = true })),
            cancellationToken).ConfigureAwait(false);
    }

    private bool IsDeclared(string collection, IndexInfo index) => Array.Exists(Catalog.Find(collection)!.Indexes, declared => declared.Id == index.Id);

    /// <returns>How many of the documents are done with; 0 when the index is no longer declared.</returns>
    private int Enter(UnitContext context, CollectionInfo info, IndexInfo index, List<byte[]> keys, int start)
    {
        if (!IsDeclared(info.Name, index))
        {
            return 0;
        }

        var (done, entries, bytes) = (start, 0, 0);
        while (done < keys.Count && entries < BuildUnitEntries && bytes < BuildUnitBytes)
        {
            var key = keys[done++];
            if (context.Get(key) is not { } stored)
            {
                continue; // deleted since the page was read
            }

            var row = new DocumentRow(stored);
            var json = row.Json;
            bytes += json.Length; // all of it may be read to find the path
            foreach (var entry in IndexEntries.Extract(json.Span, index.Parsed))
            {
                if (index.Unique && !row.IsExpired(context.Now))
                {
                    UniqueIndex.Check(context, info, index, entry, key, DocumentKeys.Id(key), json);
                }

                var entered = DocumentKeys.Entry(index.Id, entry.Span, key);
                context.Put(entered, DocumentKeys.EntryValue(entry.Span.Length));
                entries++;
                bytes += entered.Length;
            }
        }

        return done - start;
    }

    private bool Replace(UnitContext context, string collection, IndexInfo old, IndexInfo? with)
    {
        var info = Catalog.Find(collection)!;
        Catalog.Change(context, info with
        {
            Indexes = [.. info.Indexes.Where(index => index.Id != old.Id), .. with is null ? Array.Empty<IndexInfo>() : [with]],
        });
        return true;
    }

    private async ValueTask DropIndexAsync(string collection, IndexInfo index)
    {
        await _core.CommitAsync(new DelegateUnit<bool>(context => Replace(context, collection, index, null)), CancellationToken.None).ConfigureAwait(false);
        var from = DocumentKeys.Entries(index.Id, []);
        var to = Keys.After(from);
        while (from is not null)
        {
            var page = _core.Rows.Scan(from, to, BuildPageRows, int.MaxValue);
            await _core.CommitAsync(
                new DelegateUnit<int>(context =>
                {
                    page.Rows.ForEach(row => context.Delete(row.Key.ToArray()));
                    return page.Rows.Count;
                }),
                CancellationToken.None).ConfigureAwait(false);
            from = page.Next;
        }
    }
}
