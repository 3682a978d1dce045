using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Npgsql;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <summary>Does what is due: delayed jobs become ready, leases expire, schedules run. Whoever asks first does it, once in this process at a time.</summary>
internal sealed class QueueUpkeep(PostgresSession session, TeamJobId ids, PostgresSchedules schedules) : IDisposable
{
    private const int RoundsMax = 1_000;
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>All that is due.</summary>
    public async ValueTask RunAsync(CancellationToken cancellationToken) => await RunAsync(all: true, cancellationToken).ConfigureAwait(false);

    /// <summary>Schedules, and some of the jobs that are due and concern others, so that who wants a job need not wait for all of them.</summary>
    /// <returns>Whether there was something; more may be.</returns>
    public ValueTask<bool> RunSomeAsync(CancellationToken cancellationToken) => RunAsync(all: false, cancellationToken);

    public void Dispose() => _one.Dispose();

    private async ValueTask<bool> RunAsync(bool all, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!await PlainAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            for (var round = 0; round < RoundsMax; round++)
            {
                var ran = await schedules.RunAsync(cancellationToken).ConfigureAwait(false);
                if (all || round == 0)
                {
                    ran += await SpecialAsync(cancellationToken).ConfigureAwait(false);
                }

                if (ran == 0)
                {
                    return round > 0; // nothing is due, or others have it
                }
            }

            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <returns>Whether something is due that concerns others.</returns>
    private ValueTask<bool> PlainAsync(CancellationToken cancellationToken) => session.Units.RunAsync(
        new WriteUnit<bool>("look after the queue")
        {
            AddStatements = batch => batch.BatchCommands.Add(new NpgsqlBatchCommand(session.Sql["queue_upkeep"]) { Parameters = { Of(ids.Salt), Of(true) } }),
            Read = static async reader => await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false) && reader.GetBoolean(0),
            Recall = static _ => true,
        },
        cancellationToken);

    private ValueTask<int> SpecialAsync(CancellationToken cancellationToken) => session.Units.RunAsync(
        new LongUnit<int>("look after the queue")
        {
            Run = async connection =>
            {
                var moves = new JobMoves(connection, session.Sql, ids);
                var count = await moves.CatchUpAsync().ConfigureAwait(false);
                await moves.EndAsync().ConfigureAwait(false);
                return count;
            },
            Recall = static _ => 1,
        },
        cancellationToken);
}
