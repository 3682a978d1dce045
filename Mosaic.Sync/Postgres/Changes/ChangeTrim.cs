using Microsoft.Extensions.Logging;
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
    private readonly ILogger? _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;

    public ChangeTrim(PostgresSession session)
    {
        _session = session;
        _logger = session.Options.LoggerFactory?.CreateLogger<ChangeTrim>();
        _running = RunAsync();
    }

    /// <summary>Counts and deletes until there is nothing more to do.</summary>
    public async Task TrimAsync()
    {
        while (await _session.Units.RunAsync(Unit(), _closing.Token).ConfigureAwait(false))
        {
            _closing.Token.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
#pragma warning disable VSTHRD003 // this instance began it, and it waits for no caller's context
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await Task.Delay(Period, _session.Options.TimeProvider, _closing.Token).ConfigureAwait(false);
            try
            {
                await TrimAsync().ConfigureAwait(false);
            }
            catch (MosaicException error)
            {
                _logger?.LogWarning(error, "The change record could not be trimmed; it is tried again in {Period}.", Period);
            }
        }
    }

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
