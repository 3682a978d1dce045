using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Backends;
using Mosaic.Postgres.Memory.Search;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>The vectors of a store whose options have an embedder.</summary>
internal sealed partial class PostgresVectors : IAsyncDisposable
{
    private static readonly TimeSpan LookedAfter = TimeSpan.FromMinutes(10);

    private readonly PostgresSession _session;
    private readonly VectorEncoders _encoders;
    private readonly VectorExtension _extension;
    private readonly VectorRound _round;
    private readonly VectorUpdater _updater;
    private readonly NearestIndex _index;
    private readonly ILogger _logger;
    private long _lookedAfterAt;

    public PostgresVectors(PostgresSession session)
    {
        var units = new VectorUnits(session);
        _session = session;
        Settings = session.Options.Vectors;
        _logger = session.Options.LoggerFactory?.CreateLogger("Mosaic.Postgres") ?? NullLogger.Instance;
        _encoders = new VectorEncoders(session);
        _extension = new VectorExtension(session, units, Settings, _logger);
        _round = new VectorRound(session, _encoders, units, Settings, _logger);
        _index = new NearestIndex(session, Settings, _logger);
        _updater = new VectorUpdater(session, _round, units, _logger, PrepareAsync, LookAfterAsync);
    }

    public VectorSettings Settings { get; }

    /// <summary>A text was written.</summary>
    public void Wake() => _updater.Wake();

    /// <summary>Waits until every text that is there has its vector.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => _updater.CatchUpAsync(cancellationToken);

    /// <summary>Lets go of what is in memory of users.</summary>
    public void Drop() => _encoders.Drop();

    /// <summary>What a query's vector is compared with, within limits.</summary>
    /// <returns>Empty where there are no vectors, or none of the query.</returns>
    public async ValueTask<IReadOnlyList<VectorQuery>> BeginAsync(MemoryQuery query, CancellationToken cancellationToken)
    {
        var limits = query.Limits;
        if (!query.HasWords || limits.User is null)
        {
            return []; // of every user's texts each may have a model of its own
        }

        var parts = await _session.Reads.RunAsync(
            "search",
            (connection, token) => connection.QueryAsync(
                _session.Sql["memory_vector_search"],
                static row => (Part: row.GetInt64(0), Model: VectorModel.Read(row, 1), IsIndexed: row.GetBoolean(5)),
                token,
                SearchSnapshot.User(limits),
                SearchSnapshot.Of(limits.Insights || limits.Turns),
                SearchSnapshot.Of(limits.Documents)),
            cancellationToken).ConfigureAwait(false);
        var queries = new List<VectorQuery>();
        foreach (var (part, model, isIndexed) in parts)
        {
            if (await EncodeAsync(part, model, query.Text, cancellationToken).ConfigureAwait(false) is { } vector)
            {
                queries.Add(new VectorQuery(part, model, vector, isIndexed));
            }
        }

        return queries;
    }

    /// <summary>pgvector, where vectors of this many numbers can be compared by it.</summary>
    public async ValueTask<VectorServer?> ServerAsync(NpgsqlConnection connection, int dimensions, CancellationToken cancellationToken) =>
        dimensions <= VectorServer.DimensionsMax ? await _extension.FindAsync(connection, cancellationToken).ConfigureAwait(false) : null;

    public async ValueTask DisposeAsync()
    {
        await _updater.DisposeAsync().ConfigureAwait(false);
        await _index.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>From time to time has the index of the nearest built, if it is to be.</summary>
    private async Task LookAfterAsync(CancellationToken cancellationToken)
    {
        var time = _session.Options.TimeProvider;
        if (_round.Own is { } model && (_lookedAfterAt == 0 || time.GetElapsedTime(_lookedAfterAt) >= LookedAfter))
        {
            _lookedAfterAt = time.GetTimestamp();
            if (await _extension.PrepareAsync(cancellationToken).ConfigureAwait(false) is { } server)
            {
                _index.Begin(server, model);
            }
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken) => await _extension.PrepareAsync(cancellationToken).ConfigureAwait(false);

    private async ValueTask<float[]?> EncodeAsync(long part, VectorModel model, string query, CancellationToken cancellationToken)
    {
        ITextEncoder? encoder = null;
        try
        {
            encoder = await _encoders.FindAsync(model, cancellationToken).ConfigureAwait(false);
            if (encoder is null)
            {
                _round.Mend(part);
                _updater.Wake();
            }

            return encoder is { IsSilent: false } ? (await encoder.EncodeAsync([query], cancellationToken).ConfigureAwait(false))[0] : null;
        }
        catch (EncodingFailedException exception)
        {
            if (exception.IsTimeout)
            {
                encoder?.LeftWaiting();
            }

            LogWithout(_logger, exception, exception.Message);
            return null;
        }
    }

    [LoggerMessage(9, LogLevel.Warning, "A search goes without vectors: {Message}")]
    private static partial void LogWithout(ILogger logger, Exception exception, string message);
}
