using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Mosaic.Backends;
using Mosaic.Documents.Json;
using Mosaic.Documents.Serialization;
using Mosaic.Queue.Leases;
using Mosaic.Queue.Moves;
using Mosaic.Queue.Ready;
using Mosaic.Queue.Retention;
using Mosaic.Queue.Rows;
using Mosaic.Queue.Schedules;
using Mosaic.Storage;
using Mosaic.Storage.Commit;

namespace Mosaic.Queue;

/// <summary>
/// The job queue of a local store. Rows say what a job is; who holds it is decided in memory, and the write loop checks it when
/// the lease ends.
/// </summary>
internal sealed partial class EngineQueue : IJobQueue, ILeaseEnds, IAsyncDisposable
{
    private static readonly EnqueueOptions Plain = new();
    private static readonly DequeueOptions AtOnce = new();
    internal static readonly JsonDocumentOptions JsonDepth = new() { MaxDepth = DocumentLimits.MaxDepth + 1 };

    private readonly StoreCore _core;
    private readonly TimeProvider _time;
    private readonly JobJson _json;
    private readonly QueueCatalog _catalog;
    private readonly JobNumbers _numbers;
    private readonly JobId _ids;
    private readonly JobWriter _writer;
    private readonly JobMoves _moves;
    private readonly LeaseFile _leaseFile;
    private readonly ConcurrentDictionary<string, QueueRuntime> _queues = new(StringComparer.Ordinal);
    private readonly QueueTimer _expiry;
    private readonly QueueTimer _due;
    private readonly JobRetention _retention;
    private readonly EngineSchedules _schedules;
    private readonly Task _recovery;
    private long _nextDueTicks = long.MaxValue;

    public EngineQueue(StoreCore core, DocumentSerializer serializer, MosaicOptions options, ILogger logger)
    {
        _core = core;
        _time = options.TimeProvider;
        _json = new JobJson(serializer.Options);
        _catalog = new QueueCatalog(core.Rows);
        _numbers = new JobNumbers(core.Rows.Visible);
        _ids = new JobId(core.StoreId);
        _writer = new JobWriter(_ids);
        _moves = new JobMoves(_writer, _catalog, (queue, job) => Runtime(queue).Leaving(job), Moved);
        _leaseFile = new LeaseFile(core.Folder, core.Paths.Leases, core.StoreId);
        foreach (var queue in _catalog.All)
        {
            Runtime(queue.Name).Load(queue, counter => core.Counters[counter]);
        }

        _expiry = new QueueTimer(_time, ExpireAsync, logger);
        _due = new QueueTimer(_time, PromoteAsync, logger, () => core.Clock.Now().UtcTicks >= Volatile.Read(ref _nextDueTicks));
        _retention = new JobRetention(core, _catalog, _moves, options, logger, (queue, place) => Runtime(queue).Count(place));
        _schedules = new EngineSchedules(core, this, options, logger);
        core.Health.Fell += () => ThreadPool.UnsafeQueueUserWorkItem(static self => self.EndWaits(), this, preferLocal: false);
        _recovery = options.ReadOnly ? Task.CompletedTask : RecoverAsync();
    }

    public string Name => "local";

    public IJobSchedules Schedules => _schedules;

    /// <summary>Completes once the leases of an earlier process are dead and their attempts counted.</summary>
    public ValueTask Recovered => new(_recovery);

    internal JobWriter Writer => _writer;

    /// <summary>Ends the leases that are held, as the end of the process would; nothing is leased any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _leaseFile.Close();
        await _expiry.DisposeAsync().ConfigureAwait(false);
        await _due.DisposeAsync().ConfigureAwait(false);
        await _schedules.DisposeAsync().ConfigureAwait(false);
        await _retention.DisposeAsync().ConfigureAwait(false);
        try
        {
            await AbandonAsync().ConfigureAwait(false);
            if (!_core.Health.IsPoisoned && !_core.Health.IsReadOnly)
            {
                _leaseFile.Delete();
            }
        }
        catch (Exception exception) when (exception is MosaicException or IOException or UnauthorizedAccessException)
        {
            // What could not be counted in rows stays in the lease file.
        }

        _leaseFile.Dispose();
    }

    /// <summary>Ends every wait; the store is closed by now.</summary>
    public void EndWaits()
    {
        foreach (var queue in _queues.Values)
        {
            queue.TellAll();
        }
    }

    internal Job ToJob(FoundJob found)
    {
        var queue = _catalog.Find(found.Key.Queue)!.Name;
        var running = found.Place == JobPlace.Ready ? Runtime(queue).RunningAttempt(found.Key) : null;
        return ToJob(found.Key, queue, found.Row, found.Place.State(running is not null), running ?? found.Row.Attempts);
    }

    internal Job ToJob(JobKey job, string queue, JobRow row, JobState state, int attempt) => new()
    {
        Id = _writer.Id(job, row),
        Queue = queue,
        Type = row.Type,
        Data = row.Data is { } data ? JsonElement.Parse(data.Span, JsonDepth) : default,
        State = state,
        Attempt = attempt,
        MaxAttempts = row.AttemptsMax,
        Priority = job.Priority,
        CreatedAt = new DateTimeOffset(row.CreatedTicks, TimeSpan.Zero),
        RunAt = new DateTimeOffset(row.RunAtTicks, TimeSpan.Zero),
        EndedAt = row.EndedTicks == 0 ? null : new DateTimeOffset(row.EndedTicks, TimeSpan.Zero),
        Result = row.Result is { } result ? JsonElement.Parse(result.Span, JsonDepth) : null,
        Error = row.Error,
        OrderingKey = row.KeyKind == KeyKind.Ordering ? row.Key : null,
        LimitKey = row.KeyKind == KeyKind.Limit ? row.Key : null,
        JsonOptions = _json.Options,
        ParentId = row.Parent is { } parent ? _writer.Id(parent.Job, parent.ChosenId) : null,
    };

    internal QueueRuntime Runtime(string queue) => _queues.GetOrAdd(queue, static (name, time) => new QueueRuntime(name, time), _time);

    internal void Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _core.Health.ThrowIfClosed();
    }

    /// <summary>What is due by the clock is so for who asks now, whether its timer has run or not.</summary>
    internal async ValueTask CatchUpAsync()
    {
        await Recovered.ConfigureAwait(false);
        await _schedules.RunIfDueAsync().ConfigureAwait(false);
        await _expiry.RunIfDueAsync().ConfigureAwait(false);
        await _due.RunIfDueAsync().ConfigureAwait(false);
    }

    /// <summary>A job has taken a step, for all to see.</summary>
    private void Moved(JobMoved move)
    {
        if (Runtime(move.Queue).Moved(move) is { Slot: >= 0 } ended)
        {
            _leaseFile.End(ended.Slot);
        }

        if (move.To is { } to)
        {
            if (to.Place == JobPlace.Delayed)
            {
                DueNoLaterThan(to.Row.RunAtTicks);
            }
            else if (to.Place.IsEnd())
            {
                _retention.Ended(move.Queue, to.Place);
            }
        }
    }

    private ValueTask<T> CommitAsync<T>(Func<UnitContext, T> prepare, CancellationToken cancellationToken) =>
        _core.CommitAsync(new DelegateUnit<T>(prepare), cancellationToken);
}
