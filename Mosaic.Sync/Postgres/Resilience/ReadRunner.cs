using Npgsql;

namespace Mosaic.Postgres.Resilience;

/// <summary>Runs what only reads, again on another connection where it failed on the way.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ReadRunner(NpgsqlDataSource source, ResiliencePipelines pipelines, PostgresErrors errors)
{
    /// <param name="operation">What it does, as an error names it.</param>
    /// <param name="read">One attempt.</param>
    /// <param name="cancellationToken">Honoured throughout.</param>
    /// <exception cref="MosaicException">It did not succeed.</exception>
    public async ValueTask<T> RunAsync<T>(
        string operation, Func<NpgsqlConnection, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await pipelines.ExecuteAsync(
                static async (call, cancellationToken) =>
                {
                    var connection = await call.source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                    await using var _ = connection.ConfigureAwait(false);
                    return await call.read(connection, cancellationToken).ConfigureAwait(false);
                },
                (source, read),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (PostgresErrors.IsKnown(error))
        {
            throw errors.Map(error, operation);
        }
    }
}
