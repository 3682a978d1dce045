using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;

namespace Mosaic.Postgres.Documents;

/// <summary>Deletes from time to time what has expired; reads do not see it from that instant on. Each process does it, whoever comes first.</summary>
internal sealed class ExpirySweep : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly PostgresSession _session;
    private readonly DocumentWriter _writer;
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly CancellationTokenSource _closing = new();

    public ExpirySweep(PostgresSession session, DocumentWriter writer)
    {
        _session = session;
        _writer = writer;
        _timer = session.Options.TimeProvider.CreateTimer(static self => _ = Task.Run(((ExpirySweep)self!).SweepQuietlyAsync), this, Period, Period);
    }

    /// <summary>Deletes what has expired by now.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (await DueAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 } due)
        {
            var swept = 0;
            foreach (var collection in due)
            {
                var one = 0;
                swept += await _session.Units.RunAsync(
                    new LongUnit<int>("sweep expired documents")
                    {
                        Run = async connection => one = await _writer.SweepAsync(connection, collection).ConfigureAwait(false),
                        Recall = _ => one,
                    },
                    cancellationToken).ConfigureAwait(false);
            }

            if (swept == 0)
            {
                return; // another process is at it
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _one.WaitAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task SweepQuietlyAsync()
    {
        if (_closing.IsCancellationRequested || !await _one.WaitAsync(TimeSpan.Zero).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            await SweepAsync(_closing.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is MosaicException or ObjectDisposedException or OperationCanceledException)
        {
            // The next round tries again.
        }
        finally
        {
            _one.Release();
        }
    }

    private ValueTask<List<string>> DueAsync(CancellationToken cancellationToken) => _session.Reads.RunAsync(
        "find expired documents",
        async (connection, cancellationToken) =>
        {
            var command = connection.Command(_session.Sql["document_expired"]);
            await using var _ = command.ConfigureAwait(false);
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            var names = new List<string>();
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                names.Add(reader.GetString(0));
            }

            return names;
        },
        cancellationToken);
}
