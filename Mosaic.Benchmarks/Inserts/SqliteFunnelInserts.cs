using System.Collections.Concurrent;
using Mosaic.Benchmarks.Notes;

namespace Mosaic.Benchmarks.Inserts;

/// <summary>
/// SQLite behind a funnel as the store has one: one thread drains what waits, up to the same number, into one transaction, and
/// completes its callers after the commit, as many for each work item of the pool.
/// </summary>
internal sealed class SqliteFunnelInserts : SqliteSide
{
    private const int BatchMax = 1024;
    private const int CompletionsPerItem = 32;

    private readonly ConcurrentQueue<PendingInsert> _waiting = new();
    private readonly ManualResetEventSlim _signal = new(false, spinCount: 0);
    private Thread? _thread;
    private volatile bool _stopping;

    public override string Name => "(b) SQLite behind a batching funnel";

    public override Task OpenAsync(string folder)
    {
        var opened = base.OpenAsync(folder);
        _stopping = false;
        _thread = new Thread(Run) { IsBackground = true, Name = "SQLite funnel" };
        _thread.Start();
        return opened;
    }

    public override ValueTask InsertAsync(long number)
    {
        var id = NoteIds.At(number);
        var pending = new PendingInsert(id, NoteSource.Json(id, number));
        _waiting.Enqueue(pending);
        _signal.Set();
        return new ValueTask(pending.Task);
    }

    public override Task CloseAsync()
    {
        _stopping = true;
        _signal.Set();
        _thread!.Join();
        return base.CloseAsync();
    }

    private void Run()
    {
        using var begin = Database.Prepare("BEGIN");
        using var commit = Database.Prepare("COMMIT");
        while (!_stopping)
        {
            _signal.Wait();
            _signal.Reset();
            while (!_waiting.IsEmpty)
            {
                var batch = new List<PendingInsert>();
                while (batch.Count < BatchMax && _waiting.TryDequeue(out var pending))
                {
                    batch.Add(pending);
                }

                begin.Execute();
                batch.ForEach(pending => Statement.Execute(pending.Id, pending.Json));
                commit.Execute();
                Complete(batch);
            }
        }
    }

    private static void Complete(List<PendingInsert> batch)
    {
        foreach (var part in batch.Chunk(CompletionsPerItem))
        {
            ThreadPool.UnsafeQueueUserWorkItem(static part => Array.ForEach(part, static pending => pending.SetResult()), part, preferLocal: false);
        }
    }
}
