using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Npgsql;

namespace Mosaic.Postgres.Changes;

/// <summary>Bounds the change record by changes and age, whatever follows it: once a minute one process counts what came and deletes spans that are too many or too old.</summary>
internal sealed class ChangeTrim : IAsyncDisposable
{
    private const int RowsMax = 5_000;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly PostgresSession _session;
    private readonly BackgroundRounds _rounds;

    public ChangeTrim(PostgresSession session)
    {
        _session = session;
        _rounds = new BackgroundRounds(session.Options, "trim the change record", Period, TrimAsync);
    }

    /// <summary>Counts and deletes until there is nothing more to do.</summary>
    public async Task TrimAsync(CancellationToken cancellationToken)
    {
        while (await _session.Units.RunAsync(Unit(), cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public ValueTask DisposeAsync() => _rounds.DisposeAsync();

    private WriteUnit<bool> Unit() => new("trim the change record")
    {
        AddStatements = batch => batch.BatchCommands.Add(new NpgsqlBatchCommand(_session.Sql["changes_trim"])
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = _session.Options.ChangeRecordRowsMax },
                new NpgsqlParameter<TimeSpan> { TypedValue = _session.Options.ChangeRecordAgeMax },
                new NpgsqlParameter<int> { TypedValue = RowsMax },
            },
        }),
        Read = static async reader => await reader.ReadAsync().ConfigureAwait(false) && reader.GetBoolean(0),
        Recall = static _ => true,
    };
}
