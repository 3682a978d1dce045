using System.Security.Cryptography;
using System.Text.Json;
using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Npgsql;

namespace Mosaic.Postgres.Queue;

/// <summary>
/// The job queue of the team tier. A claim, an acknowledgement or an enqueueing of jobs that concern no other row is one statement;
/// what concerns others (keys, deduplication, flows) is decided by the state machine in a unit of several, under the queue's lock.
/// </summary>
internal sealed partial class PostgresQueue : IJobQueue, ILeaseEnds, IAsyncDisposable
{
    /// <summary>A control character: no queue is called so.</summary>
    private const string LeaseEndedTopic = QueueWaits.Topic + "\tended";

    private static readonly EnqueueOptions Plain = new();
    private static readonly DequeueOptions AtOnce = new();

    private readonly PostgresSession _session;
    private readonly TimeProvider _time;
    private readonly JobJson _json;
    private readonly TeamJobId _ids;
    private readonly QueueWaits _waits;
    private readonly PostgresSchedules _schedules;
    private readonly QueueUpkeep _upkeep;
    private readonly LeaseWatch _watch;
    private readonly JobRetention _retention;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lazy<IDisposable> _ends;
    private readonly Func<string?, CancellationToken, IAsyncEnumerable<Change>> _changes;

    /// <param name="session">The open store.</param>
    /// <param name="changes">The change record after a cursor, with the versions of jobs as they are written: see <see cref="JobVersion"/>.</param>
    public PostgresQueue(PostgresSession session, Func<string?, CancellationToken, IAsyncEnumerable<Change>> changes)
    {
        _changes = changes;
        _session = session;
        _time = session.Options.TimeProvider;
        _json = new JobJson(session.Options.Json);
        _ids = new TeamJobId(session.StoreId);
        _waits = new QueueWaits(session.Notifications);
        _schedules = new PostgresSchedules(this, session, _ids);
        _upkeep = new QueueUpkeep(session, _ids, _schedules);
        _watch = new LeaseWatch(session, _upkeep);
        _retention = new JobRetention(session, _ids);
        _ends = new Lazy<IDisposable>(() => session.Notifications.Subscribe(
            LeaseEndedTopic,
            id =>
            {
                if (id is not null)
                {
                    LeaseEndedHere?.Invoke(id);
                }
            }));
    }

    public string Name => "postgres";

    public IJobSchedules Schedules => _schedules;

    internal TeamJobId Ids => _ids;

    /// <summary>Between callers' types and bytes.</summary>
    internal JobJson Json => _json;

    /// <summary>What takes jobs from step to step in somebody's open unit.</summary>
    internal JobMoves Moves(NpgsqlConnection connection) => new(connection, _session.Sql, _ids);

    /// <summary>Leases of a queue's jobs ended in somebody's unit.</summary>
    internal void Ended(string queue, int jobs) => _retention.Ended(queue, jobs);

    private event Action<string>? LeaseEndedHere;

    /// <inheritdoc/>
    public event Action<string>? LeaseEnded
    {
        add
        {
            _ = _ends.Value;
            LeaseEndedHere += value;
        }

        remove => LeaseEndedHere -= value;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _waits.TellAll();
        await _watch.DisposeAsync().ConfigureAwait(false);
        await _retention.DisposeAsync().ConfigureAwait(false);
        _waits.Dispose();
        if (_ends.IsValueCreated)
        {
            _ends.Value.Dispose();
        }
    }

    internal void Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, typeof(PostgresMosaic));
        _session.ThrowIfClosed();
    }

    internal byte[] ToJson<T>(T data, string queue) => _json.Write(data, queue);

    internal string Id(StoredJob job) => job.Row.ChosenId is { } chosen ? JobText.Read(chosen) : _ids.ToText(job.Number, job.Queue);

    internal Job ToJob(StoredJob job) => new()
    {
        Id = Id(job),
        Queue = job.QueueName,
        Type = job.Row.Type,
        Data = job.Row.Data is { } data ? JobJson.Read(data.Span) : default,
        State = job.Place.State(job.Secret is not null),
        Attempt = job.Row.Attempts,
        MaxAttempts = job.Row.AttemptsMax,
        Priority = job.Priority,
        CreatedAt = new DateTimeOffset(job.Row.CreatedTicks, TimeSpan.Zero),
        RunAt = new DateTimeOffset(job.Row.RunAtTicks, TimeSpan.Zero),
        EndedAt = job.Row.EndedTicks == 0 ? null : new DateTimeOffset(job.Row.EndedTicks, TimeSpan.Zero),
        Result = job.Row.Result is { } result ? JobJson.Read(result.Span) : null,
        Error = job.Row.Error,
        OrderingKey = job.Row.KeyKind == KeyKind.Ordering ? job.Row.Key : null,
        LimitKey = job.Row.KeyKind == KeyKind.Limit ? job.Row.Key : null,
        JsonOptions = _json.Options,
        ParentId = job.Row.Parent?.ChosenId is { } parent ? JobText.Read(parent) : null,
    };

    /// <summary>A unit of several statements that answers something only the server knows.</summary>
    internal async ValueTask<T> UnitAsync<T>(string operation, Func<JobMoves, ValueTask<T>> run, CancellationToken cancellationToken)
    {
        LongUnit<T>? unit = null;
        unit = new LongUnit<T>(operation)
        {
            Run = async connection =>
            {
                var moves = new JobMoves(connection, _session.Sql, _ids);
                var answer = await run(moves).ConfigureAwait(false);
                await moves.EndAsync().ConfigureAwait(false);
                await connection.ExecuteAsync(_session.Sql["queue_keep"], new NpgsqlParameter<Guid> { TypedValue = unit!.Key }, QueueCommands.Of(QueueJson.Encode(answer))).ConfigureAwait(false);
                return answer;
            },
            Recall = static kept => QueueJson.Decode<T>(kept),
        };
        var answer = await _session.Units.RunAsync(unit, cancellationToken).ConfigureAwait(false);
        return answer;
    }

    private static long NewSecret() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));
}
