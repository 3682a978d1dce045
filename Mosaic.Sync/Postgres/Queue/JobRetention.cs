using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using NpgsqlTypes;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <summary>
/// Lets jobs go that have ended, beyond the number, age and bytes that are kept: a queue's when this process has ended many of them, all
/// once a minute. Those enqueued first go first. Several processes may look at once: each row goes once.
/// </summary>
internal sealed class JobRetention : IAsyncDisposable
{
    private const int Slack = 1_000;
    private const int UnitJobs = 500;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly PostgresSession _session;
    private readonly TeamJobId _ids;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, long> _ended = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly ITimer _timer;

    public JobRetention(PostgresSession session, TeamJobId ids)
    {
        _session = session;
        _ids = ids;
        _logger = (ILogger?)session.Options.LoggerFactory?.CreateLogger<JobRetention>() ?? NullLogger.Instance;
        _timer = session.Options.TimeProvider.CreateTimer(static self => _ = ((JobRetention)self!).TrimAsync(null), this, Period, Period);
    }

    /// <summary>Jobs of a queue have ended here.</summary>
    public void Ended(string queue, int count)
    {
        var ended = _ended.AddOrUpdate(queue, static (_, count) => count, static (_, before, count) => before + count, count);
        if (ended >= Slack && _ended.TryUpdate(queue, 0, ended))
        {
            _ = Task.Run(() => TrimAsync(queue));
        }
    }

    /// <summary>Removes jobs of a queue that are in a place, in units of a bounded size.</summary>
    /// <returns>How many.</returns>
    public async ValueTask<long> PurgeAsync(string queue, JobPlace place, TimeSpan? olderThan, CancellationToken cancellationToken)
    {
        // From number to number: what one removal ends, such as a parent, is not removed as well.
        var (removed, after) = (0L, long.MinValue);
        while (await RemoveAsync(queue, place, olderThan, null, null, after, cancellationToken).ConfigureAwait(false) is { Jobs: > 0 } some)
        {
            (removed, after) = (removed + some.Jobs, some.Last);
        }

        return removed;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task TrimAsync(string? queue)
    {
        try
        {
            await _one.WaitAsync(_closing.Token).ConfigureAwait(false);
            try
            {
                foreach (var (name, options) in await QueuesAsync(queue).ConfigureAwait(false))
                {
                    await TrimAsync(name, options, byAge: queue is null).ConfigureAwait(false);
                }

                if (queue is null)
                {
                    await SweepAsync().ConfigureAwait(false);
                }
            }
            finally
            {
                _one.Release();
            }
        }
        catch (Exception exception) when (exception is MosaicException or ObjectDisposedException or OperationCanceledException)
        {
            if (!_closing.IsCancellationRequested)
            {
                _logger.LogWarning(exception, "Ended jobs could not be let go; it is tried again.");
            }
        }
    }

    private async ValueTask TrimAsync(string queue, QueueOptions options, bool byAge)
    {
        foreach (var place in (JobPlace[])[JobPlace.Done, JobPlace.Cancelled, JobPlace.Dead])
        {
            var (most, age, bytes) = place == JobPlace.Dead
                ? (options.DeadLetterMax, options.DeadLetterAge, options.DeadLetterBytes)
                : (options.CompletedMax ?? _session.Options.CompletedJobsMax, options.CompletedAge, options.CompletedBytes);
            while (most is not null && await RemoveAsync(queue, place, null, most, null, long.MinValue, _closing.Token).ConfigureAwait(false) is { Jobs: > 0 })
            {
            }

            while (byAge && age is not null && await RemoveAsync(queue, place, age, null, null, long.MinValue, _closing.Token).ConfigureAwait(false) is { Jobs: > 0 })
            {
            }

            while (byAge && bytes is not null && await RemoveAsync(queue, place, null, null, bytes, long.MinValue, _closing.Token).ConfigureAwait(false) is { Jobs: > 0 })
            {
            }
        }
    }

    private ValueTask<List<(string Name, QueueOptions Options)>> QueuesAsync(string? queue) => _session.Reads.RunAsync(
        "let jobs go",
        (connection, stop) => connection.QueryAsync(
            _session.Sql["queue_settings"],
            static reader => (reader.GetString(0), reader.IsDBNull(1) ? new QueueOptions() : QueueJson.Decode<QueueOptions>(reader.GetFieldValue<byte[]>(1))),
            stop,
            Of(queue)),
        _closing.Token);

    private ValueTask<(long Jobs, long Last)> RemoveAsync(
        string queue, JobPlace place, TimeSpan? age, long? most, long? bytes, long after, CancellationToken cancellationToken) => _session.Units.RunAsync(
        new LongUnit<(long Jobs, long Last)>("let jobs go")
        {
            Run = async connection =>
            {
                var numbers = await connection.QueryAsync(
                    _session.Sql[bytes is null ? "queue_ended_some" : "queue_ended_bytes"],
                    static reader => reader.GetInt64(0),
                    default,
                    Of(queue),
                    Of((short)place, NpgsqlDbType.Smallint),
                    bytes is null ? Of(age, NpgsqlDbType.Interval) : Of(bytes.Value),
                    bytes is null ? Of(most, NpgsqlDbType.Bigint) : Of(UnitJobs),
                    Of(UnitJobs),
                    Of(after)).ConfigureAwait(false);
                if (numbers.Count == 0)
                {
                    return (0L, after);
                }

                var moves = new JobMoves(connection, _session.Sql, _ids);
                if (place != JobPlace.Done)
                {
                    await moves.LockAsync([queue], numbers).ConfigureAwait(false);
                }

                var removed = await moves.RemoveEndedAsync([.. numbers], place).ConfigureAwait(false);
                await moves.EndAsync().ConfigureAwait(false);
                return (removed, numbers[^1]);
            },
            Recall = _ => (1, after), // it went: look again from there
        },
        cancellationToken);

    /// <summary>Deduplication keys whose time has passed, and starts that no rate asks for any more.</summary>
    private async ValueTask SweepAsync() => await _session.Units.RunAsync(
        new LongUnit<int>("let jobs go")
        {
            Run = connection => connection.ExecuteAsync(_session.Sql["queue_sweep"]),
            Recall = static _ => 0,
        },
        _closing.Token).ConfigureAwait(false);
}
