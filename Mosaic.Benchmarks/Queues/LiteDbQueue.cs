using LiteDB;

namespace Mosaic.Benchmarks.Queues;

/// <summary>LiteDB as it comes, behind a gate: a collection of jobs with an index of their states.</summary>
internal sealed class LiteDbQueue : QueueSide
{
    private const int Waiting = 0;
    private const int Leased = 1;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private LiteDatabase _database = null!;
    private ILiteCollection<BsonDocument> _jobs = null!;
    private long _last;

    public override string Name => "(c) LiteDB 5.0.20";

    public override string Durability => "LiteDB's own: a commit may return before it is written";

    public override Task OpenAsync(string folder)
    {
        _database = new LiteDatabase(new ConnectionString { Filename = Path.Combine(folder, "jobs.litedb"), Connection = ConnectionType.Direct });
        _jobs = _database.GetCollection("jobs");
        _jobs.EnsureIndex("state");
        return Task.CompletedTask;
    }

    public override ValueTask EnqueueAsync() => GatedAsync(() => _jobs.Insert(NewJob()));

    public override ValueTask EnqueueManyAsync(int count) => GatedAsync(() => _jobs.Insert(Enumerable.Range(0, count).Select(_ => NewJob()).ToList()));

    public override async ValueTask<int> ProcessAsync(int max)
    {
        List<BsonDocument> claimed = [];
        await GatedAsync(() =>
        {
            claimed = _jobs.Find(Query.EQ("state", Waiting), limit: max).ToList();
            claimed.ForEach(job => job["state"] = Leased);
            _jobs.Update(claimed);
        });
        if (claimed.Count > 0)
        {
            await GatedAsync(() => _jobs.DeleteMany(Query.In("_id", claimed.Select(static job => job["_id"]))));
        }

        return claimed.Count;
    }

    public override Task CloseAsync()
    {
        _database.Dispose();
        return Task.CompletedTask;
    }

    private BsonDocument NewJob() => new() { ["_id"] = Interlocked.Increment(ref _last), ["type"] = "work", ["data"] = Payload, ["state"] = Waiting, ["attempt"] = 0 };

    private async ValueTask GatedAsync(Action work)
    {
        await _gate.WaitAsync();
        try
        {
            work();
        }
        finally
        {
            _gate.Release();
        }
    }
}
