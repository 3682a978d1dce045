using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;

namespace Mosaic.Postgres.Documents;

/// <summary>Deletes from time to time what has expired; reads do not see it from that instant on. Each process does it, whoever comes first.</summary>
internal sealed class ExpirySweep : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly PostgresSession _session;
    private readonly DocumentWriter _writer;
    private readonly BackgroundRounds _rounds;

    public ExpirySweep(PostgresSession session, DocumentWriter writer)
    {
        (_session, _writer) = (session, writer);
        _rounds = new BackgroundRounds(session.Options, "delete expired documents", Period, SweepAsync);
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

    public ValueTask DisposeAsync() => _rounds.DisposeAsync();

    private ValueTask<List<string>> DueAsync(CancellationToken cancellationToken) => _session.Reads.RunAsync(
        "find expired documents",
        (connection, token) => connection.QueryAsync(_session.Sql["document_expired"], static row => row.GetString(0), token),
        cancellationToken);
}
