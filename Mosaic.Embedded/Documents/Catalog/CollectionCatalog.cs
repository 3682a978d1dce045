using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Mosaic.Backends;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Documents.Catalog;

/// <summary>
/// The collections of a store. A collection comes into being with its first write, in the same unit. Changed on the write loop
/// alone; readers may learn of a collection a moment before its first document is durable, and find it empty.
/// </summary>
internal sealed class CollectionCatalog
{
    private readonly ConcurrentDictionary<string, CollectionInfo> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, CollectionInfo> _byId = [];
    private int _lastId;

    public CollectionCatalog(RowStore rows)
    {
        var from = Keys.Of(RowTable.Collection);
        foreach (var row in rows.Scan(from, Keys.After(from), int.MaxValue, int.MaxValue).Rows)
        {
            Set(CollectionCodec.Decode(row.Value.Span));
        }

        // A drop that a crash interrupted has left entries of an index that no collection knows: its id is not given again.
        var entries = Keys.Of(RowTable.IndexEntry);
        for (var next = entries; rows.Scan(next, Keys.After(entries), 1, int.MaxValue).Rows is [var entry, ..];)
        {
            var id = BinaryPrimitives.ReadInt32BigEndian(entry.Key.Span[1..]);
            _lastId = Math.Max(_lastId, id);
            next = Keys.After(DocumentKeys.Entries(id, []));
        }
    }

    public IEnumerable<CollectionInfo> All => _byName.Values.OrderBy(static collection => collection.Name, StringComparer.Ordinal);

    public CollectionInfo? Find(string name) => _byName.GetValueOrDefault(name);

    public CollectionInfo? Find(int id) => _byId.GetValueOrDefault(id);

    /// <summary>The collection as of this unit, which may have created it itself.</summary>
    public CollectionInfo? Find(UnitContext context, string name) =>
        _byName.TryGetValue(name, out var collection) ? collection
        : context.Get(Key(name)) is { } row ? CollectionCodec.Decode(row)
        : null;

    /// <summary>The collection as of this unit, created in it if need be.</summary>
    public CollectionInfo GetOrCreate(UnitContext context, string name)
    {
        if (Find(context, name) is { } collection)
        {
            return collection;
        }

        var created = new CollectionInfo(NextId(), name, []);
        Change(context, created);
        return created;
    }

    public int NextId() => ++_lastId;

    public void Change(UnitContext context, CollectionInfo collection)
    {
        context.Put(Key(collection.Name), CollectionCodec.Encode(collection));
        context.Changed(ChangeKind.Collection, collection.Name, "", 0, ChangeOperation.Put);
        context.OnStaged(() => Set(collection));
    }

    private static byte[] Key(string name) => Keys.Of(RowTable.Collection, Encoding.UTF8.GetBytes(name));

    private void Set(CollectionInfo collection)
    {
        _byName[collection.Name] = collection;
        _byId[collection.Id] = collection;
        _lastId = Math.Max(_lastId, collection.Id);
        foreach (var index in collection.Indexes)
        {
            _lastId = Math.Max(_lastId, index.Id);
        }
    }
}
