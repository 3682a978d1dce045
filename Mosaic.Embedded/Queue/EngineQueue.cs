using System.Collections.Concurrent;
using System.Text.Json;
using Mosaic.Documents.Json;
using Mosaic.Documents.Serialization;
using Mosaic.Queue.Leases;
using Mosaic.Queue.Ready;
using Mosaic.Queue.Rows;
using Mosaic.Storage;
using Mosaic.Storage.Commit;

namespace Mosaic.Queue;

/// <summary>
/// The job queue of a local store. Rows say what a job is; who holds it is decided in memory, and the write loop checks it when
/// the lease ends.
/// </summary>
internal sealed partial class EngineQueue : IJobQueue, IAsyncDisposable
{
    private static readonly EnqueueOptions Plain = new();
    private static readonly DequeueOptions AtOnce = new();
    private static readonly JsonDocumentOptions JsonDepth = new() { MaxDepth = DocumentLimits.MaxDepth + 1 };

    private readonly StoreCore _core;
    private readonly TimeProvider _time;
    private readonly DocumentSerializer _serializer;
    private readonly QueueCatalog _catalog;
    private readonly JobNumbers _numbers;
    private readonly JobId _ids;
    private readonly JobWriter _writer;
    private readonly LeaseFile _leaseFile;
    private readonly ConcurrentDictionary<string, QueueRuntime> _queues = new(StringComparer.Ordinal);
    private readonly QueueTimer _expiry;
    private readonly QueueTimer _due;
    private readonly QueueTimer _trim;
    private readonly Task _recovery;

    public EngineQueue(StoreCore core, DocumentSerializer serializer, MosaicOptions options)
    {
        _core = core;
        _time = options.TimeProvider;
        _serializer = serializer;
        _catalog = new QueueCatalog(core.Rows);
        _numbers = new JobNumbers(core.Rows.Visible);
        _ids = new JobId(core.StoreId);
        _writer = new JobWriter(_ids);
        _leaseFile = new LeaseFile(core.Folder, core.Paths.Leases, core.StoreId);
        foreach (var queue in _catalog.All)
        {
            Runtime(queue.Name).Load(queue, counter => core.Counters[counter]);
        }

        _expiry = new QueueTimer(_time, ExpireAsync);
        _due = new QueueTimer(_time, PromoteAsync);
        _trim = new QueueTimer(_time, TrimAsync);
        CompletedMax = options.CompletedJobsMax;
        _recovery = options.ReadOnly ? Task.CompletedTask : RecoverAsync();
    }

    public string Name => "local";

    /// <summary>Completes once the leases of an earlier process are dead and their attempts counted.</summary>
    public ValueTask Recovered => new(_recovery);

    internal JobWriter Writer => _writer;

    private long CompletedMax { get; }

    public async ValueTask<long> LengthAsync(string queue, CancellationToken cancellationToken = default) =>
        (await GetStatsAsync(queue, cancellationToken).ConfigureAwait(false)).Waiting;

    public async ValueTask<QueueStats> GetStatsAsync(string queue, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(queue, nameof(queue));
        Enter(cancellationToken);
        await CatchUpAsync().ConfigureAwait(false);
        return _queues.TryGetValue(queue, out var runtime) ? runtime.Stats() : new QueueStats(0, 0, 0, 0, 0, false);
    }

    public async ValueTask<Job?> GetAsync(string jobId, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateId(jobId, nameof(jobId));
        Enter(cancellationToken);
        await CatchUpAsync().ConfigureAwait(false);
        while (true)
        {
            var visible = _core.Rows.Visible;
            if (_writer.Find(_core.Rows.Get, jobId) is { } found)
            {
                return ToJob(found.Key, found.Place, found.Row);
            }

            if (visible == _core.Rows.Visible)
            {
                return null; // else it may have moved from a place not looked at yet to one looked at before
            }
        }
    }

    /// <summary>Ends the leases that are held, as the end of the process would; nothing is leased any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _leaseFile.Close();
        await _expiry.DisposeAsync().ConfigureAwait(false);
        await _due.DisposeAsync().ConfigureAwait(false);
        await _trim.DisposeAsync().ConfigureAwait(false);
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

    internal Job ToJob(JobKey job, JobPlace place, JobRow row)
    {
        var queue = _catalog.Find(job.Queue)!.Name;
        var running = place == JobPlace.Ready ? Runtime(queue).RunningAttempt(job) : null;
        var state = place switch
        {
            JobPlace.Ready => running is null ? JobState.Waiting : JobState.Leased,
            JobPlace.Delayed => JobState.Scheduled,
            JobPlace.Done => JobState.Completed,
            _ => JobState.DeadLetter,
        };
        return ToJob(job, queue, row, state, running ?? row.Attempts);
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
        Result = row.Result is { } result ? JsonElement.Parse(result.Span, JsonDepth) : null,
        Error = row.Error,
    };

    internal QueueRuntime Runtime(string queue) => _queues.GetOrAdd(queue, static name => new QueueRuntime(name));

    internal void Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _core.Health.ThrowIfClosed();
    }

    /// <summary>What is due by the clock is so for who asks now, whether its timer has run or not.</summary>
    private async ValueTask CatchUpAsync()
    {
        await Recovered.ConfigureAwait(false);
        await _expiry.RunIfDueAsync().ConfigureAwait(false);
        await _due.RunIfDueAsync().ConfigureAwait(false);
    }

    private ValueTask<T> CommitAsync<T>(Func<UnitContext, T> prepare, CancellationToken cancellationToken) =>
        _core.CommitAsync(new DelegateUnit<T>(prepare), cancellationToken);
}
