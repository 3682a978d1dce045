using LiteDB;
using LiteDB.Engine;
using Mosaic.Storage.Pages;

namespace Mosaic.Storage.Blocks;

/// <summary>
/// LiteDB as an ordered table of blocks: <c>_id</c> is the block's lower bound, <c>v</c> its bytes. Its data file is a
/// <see cref="PagedFile"/> and its log lives in memory, because the durable log is ours: LiteDB's <c>Commit</c> can return
/// before its pages are written, and syncs each page singly where it does not. Writes come from one thread; the caller
/// keeps readers and the writer apart. Reads come one at a time: LiteDB may give a page's buffer to another page between a
/// reader's finding it and holding it (its issue 2817), and that reader sees garbage.
/// </summary>
internal sealed class BlockTable : IDisposable
{
    public const string Collection = "blocks";

    // LiteDB compiles a query text once and binds its parameters; a literal would be compiled for each value.
    private static readonly string ById = "$._id = @0";
    private static readonly string ByRange = "$._id BETWEEN @0 AND @1";

    private readonly MemoryStream _log = new();
    private readonly Lock _one = new();
    private readonly LiteEngine _engine;

    public BlockTable(PageStream data)
    {
        _engine = new LiteEngine(new EngineSettings
        {
            DataStream = data,
            LogStream = _log,
            Collation = Collation.Binary,
        });
        if (_engine.Pragma("CHECKPOINT").AsInt32 != 0)
        {
            _engine.Pragma("CHECKPOINT", 0);
        }
    }

    /// <summary>Bytes that LiteDB has committed and not yet handed to the data file.</summary>
    public long UnflushedBytes => _log.Length;

    /// <summary>How many blocks were asked for by id.</summary>
    public long Queries { get; private set; }

    public byte[]? Read(byte[] id)
    {
        var query = new Query { Limit = 1 };
        query.Where.Add(BsonExpression.Create(ById, new BsonValue(id)));
        lock (_one)
        {
            Queries++;
            using var reader = _engine.Query(Collection, query);
            return reader.Read() ? reader.Current["v"].AsBinary : null;
        }
    }

    /// <summary>Blocks in order, both bounds included: the query costs more than the blocks that it reads.</summary>
    /// <param name="first">The first one's id.</param>
    /// <param name="last">The last one's.</param>
    /// <param name="bytesMax">Stops behind the block with which they have more.</param>
    public List<(byte[] Id, byte[] Bytes)> ReadRange(byte[] first, byte[] last, int bytesMax)
    {
        var blocks = new List<(byte[] Id, byte[] Bytes)>();
        var bytes = 0L;
        var query = new Query();
        query.Where.Add(BsonExpression.Create(ByRange, new BsonValue(first), new BsonValue(last)));
        lock (_one)
        {
            using var reader = _engine.Query(Collection, query);
            while (bytes <= bytesMax && reader.Read())
            {
                var content = reader.Current["v"].AsBinary;
                blocks.Add((reader.Current["_id"].AsBinary, content));
                bytes += content.Length;
            }
        }

        return blocks;
    }

    public List<byte[]> ReadIds()
    {
        var ids = new List<byte[]>();
        var query = new Query { Select = BsonExpression.Create("{_id}") };
        using var reader = _engine.Query(Collection, query);
        while (reader.Read())
        {
            ids.Add(reader.Current["_id"].AsBinary);
        }

        return ids;
    }

    /// <summary>Applies all of <paramref name="changes"/> in one transaction.</summary>
    public void Apply(IReadOnlyList<BlockChange> changes)
    {
        _engine.BeginTrans();
        _engine.Insert(Collection, Documents(changes, BlockOperation.Insert), BsonAutoId.ObjectId);
        _engine.Update(Collection, Documents(changes, BlockOperation.Update));
        _engine.Delete(Collection, changes.Where(static c => c.Operation == BlockOperation.Delete).Select(static c => new BsonValue(c.Id)));
        if (!_engine.Commit())
        {
            throw new StoreCorruptException("LiteDB lost the transaction of a write.") { Operation = "apply" };
        }
    }

    /// <summary>Moves what LiteDB has committed from its log into the data file's changed pages.</summary>
    public void Flush() => _engine.Checkpoint();

    public void Dispose() => _engine.Dispose();

    private static IEnumerable<BsonDocument> Documents(IReadOnlyList<BlockChange> changes, BlockOperation operation)
    {
        foreach (var change in changes)
        {
            if (change.Operation == operation)
            {
                yield return new BsonDocument { ["_id"] = change.Id, ["v"] = change.Payload };
            }
        }
    }
}
