using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Mosaic.Backends;
using Mosaic.Queue.Rows;
using Mosaic.Storage;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Schedules;

/// <summary>
/// The schedules of a local store. Rows say when each is due next; in memory they lie in the order of their times, under one timer.
/// Times are the wall clock's: a schedule names times of day.
/// </summary>
internal sealed partial class EngineSchedules : IJobSchedules, IAsyncDisposable
{
    private readonly StoreCore _core;
    private readonly EngineQueue _queue;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly QueueTimer _timer;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<string, long> _order = new();
    private readonly Dictionary<string, long> _queued = new(StringComparer.Ordinal);
    private long _nextTicks = long.MaxValue;

    public EngineSchedules(StoreCore core, EngineQueue queue, MosaicOptions options, ILogger logger)
    {
        _core = core;
        _queue = queue;
        _time = options.TimeProvider;
        _logger = logger;
        _timer = new QueueTimer(_time, RunAsync, logger, () => Volatile.Read(ref _nextTicks) <= _time.GetUtcNow().UtcTicks);
    }

    /// <summary>Reads what is due when; the runs of schedules that are due begin.</summary>
    public void Load()
    {
        foreach (var row in Rows())
        {
            Order(row);
        }
    }

    /// <summary>Completes when what is due by the clock has run.</summary>
    public ValueTask RunIfDueAsync() => Volatile.Read(ref _nextTicks) == long.MaxValue ? default : _timer.RunIfDueAsync();

    public async ValueTask<ScheduleStatus> PutAsync(JobSchedule schedule, CancellationToken cancellationToken = default)
    {
        var times = JobRules.Validate(schedule, _time.GetUtcNow());
        var json = schedule.Data is null ? null : _queue.ToJson(schedule.Data, schedule.Queue);
        _queue.Draft(schedule.Queue, schedule.Type, json, schedule.Options ?? new EnqueueOptions()); // the rules of jobs
        _queue.Enter(cancellationToken);
        await _queue.Recovered.ConfigureAwait(false);
        var row = new ScheduleRow(schedule with { Data = json is null ? null : JsonElement.Parse(json, EngineQueue.JsonDepth) });
        var put = await _core.CommitAsync(new DelegateUnit<ScheduleRow>(context => Put(context, row, times)), cancellationToken).ConfigureAwait(false);
        return put.ToPublic();
    }

    public ValueTask<ScheduleStatus?> GetAsync(string id, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(id, nameof(id));
        return ReadAsync(() => _core.Rows.Get(Key(id)) is { } row ? Decode(row).ToPublic() : null, cancellationToken);
    }

    public ValueTask<IReadOnlyList<ScheduleStatus>> ListAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<ScheduleStatus>>(() => [.. Rows().Select(static row => row.ToPublic())], cancellationToken);

    public async ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(id, nameof(id));
        _queue.Enter(cancellationToken);
        await _queue.Recovered.ConfigureAwait(false);
        return await _core.CommitAsync(
            new DelegateUnit<bool>(context =>
            {
                if (context.Get(Key(id)) is not { } bytes)
                {
                    return false;
                }

                context.Delete(Key(id));
                context.Changed(ChangeKind.Schedule, Decode(bytes).Schedule.Queue, id, 0, ChangeOperation.Delete);
                return true; // its place in the order is looked at and passed over
            }),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<string?> TriggerAsync(string id, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(id, nameof(id));
        _queue.Enter(cancellationToken);
        await _queue.Recovered.ConfigureAwait(false);
        return await _core.CommitAsync(
            new DelegateUnit<string?>(context => context.Get(Key(id)) is { } bytes ? Enqueue(context, Decode(bytes), null) : null),
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private static byte[] Key(string id) => Keys.Of(RowTable.JobSchedule, Encoding.UTF8.GetBytes(id));

    private static ScheduleRow Decode(ReadOnlySpan<byte> row) => QueueJson.Decode<ScheduleRow>(row);

    private List<ScheduleRow> Rows()
    {
        var from = Keys.Of(RowTable.JobSchedule);
        return _core.Rows.Scan(from, Keys.After(from), int.MaxValue, int.MaxValue).Rows.ConvertAll(static row => Decode(row.Value.Span));
    }

    private async ValueTask<T> ReadAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        _queue.Enter(cancellationToken);
        await _queue.Recovered.ConfigureAwait(false);
        await RunIfDueAsync().ConfigureAwait(false);
        return read();
    }

    private ScheduleRow Put(UnitContext context, ScheduleRow row, CronTimes times)
    {
        var now = _time.GetUtcNow();
        var before = context.Get(Key(row.Schedule.Id)) is { } bytes ? Decode(bytes) : null;
        row = ScheduleRow.Put(row.Schedule, before, times, now);
        Write(context, row);
        return row;
    }

    private void Write(UnitContext context, ScheduleRow row)
    {
        context.Put(Key(row.Schedule.Id), QueueJson.Encode(row));
        context.Changed(ChangeKind.Schedule, row.Schedule.Queue, row.Schedule.Id, 0, ChangeOperation.Put);
        context.OnPublished(() => Order(row));
    }

    /// <summary>Puts a schedule where its time is. What it had before stays, and is passed over when it is looked at.</summary>
    private void Order(ScheduleRow row)
    {
        if (row.Due is { } due)
        {
            lock (_gate)
            {
                Enqueue(row.Schedule.Id, due.UtcTicks);
                Wake();
            }
        }
    }

    private void Enqueue(string id, long ticks)
    {
        if (!_queued.TryGetValue(id, out var known) || known != ticks)
        {
            _queued[id] = ticks;
            _order.Enqueue(id, ticks);
        }
    }

    private void Wake()
    {
        var next = _order.TryPeek(out _, out var ticks) ? ticks : long.MaxValue;
        Volatile.Write(ref _nextTicks, next);
        if (next != long.MaxValue)
        {
            _timer.NoLaterThan(TimeSpan.FromTicks(next - _time.GetUtcNow().UtcTicks));
        }
    }
}
