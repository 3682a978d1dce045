using System.Data;
using Mosaic.Backends;
using Mosaic.Postgres.Documents;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Transactions;

/// <summary>What one attempt of a transaction has read. Each read compares all earlier ones in its own snapshot, so that a callback never sees two
/// moments; where nothing was committed since, the server's snapshot says so and nothing is compared.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class TransactionReads(PostgresSession session, DocumentFinder finder, CollectionHold? hold)
{
    private readonly Lock _gate = new();
    private readonly List<IRemembered> _remembered = [];
    private string? _moment;
    private bool _stale;

    public IReadOnlySet<string> Collections
    {
        get
        {
            lock (_gate)
            {
                return _remembered.Select(static read => read.Collection).OfType<string>().ToHashSet(StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Nothing was read.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _remembered.Count == 0;
            }
        }
    }

    /// <summary>Reads a value that is no document, and remembers it.</summary>
    public ValueTask<T> ReadAsync<T>(
        Func<NpgsqlConnection, CancellationToken, ValueTask<T>> read, Func<T, T, bool> isSame, CancellationToken cancellationToken) =>
        ReadAsync(read, value => new RememberedValue<T>(read, value, isSame), cancellationToken);

    /// <summary>Reads, and remembers what <paramref name="remember"/> makes of it.</summary>
    /// <exception cref="StaleReadException">Something that was read before is no longer so.</exception>
    public async ValueTask<T> ReadAsync<T>(
        Func<NpgsqlConnection, CancellationToken, ValueTask<T>> read, Func<T, IRemembered> remember, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (earlier, checkedAt) = Seen();
            var (value, moment) = await RunAsync((connection, token) => ReadAsync(connection, read, earlier, checkedAt, token), cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                // Reads that run side by side: what another one remembered meanwhile was not compared.
                if (_remembered.Count == earlier.Length || moment == _moment)
                {
                    _remembered.Add(remember(value));
                    _moment = moment;
                    return value;
                }
            }
        }
    }

    /// <summary>Whether something that was read is no longer so.</summary>
    public async ValueTask<bool> IsStaleAsync(IsolationLevel isolation, CancellationToken cancellationToken)
    {
        var (earlier, _) = _stale ? ([], null) : Seen();
        return _stale || (earlier.Length > 0 && !await RunAsync(
            async (connection, token) =>
            {
                var transaction = await connection.BeginTransactionAsync(isolation, token).ConfigureAwait(false);
                await using var _ = transaction.ConfigureAwait(false);
                var current = await AreCurrentAsync(connection, earlier, token).ConfigureAwait(false);
                await transaction.CommitAsync(token).ConfigureAwait(false);
                return current;
            },
            cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Compares everything with what the connection's transaction sees.</summary>
    /// <exception cref="StaleReadException">Something is no longer so.</exception>
    public async ValueTask CheckAsync(NpgsqlConnection connection)
    {
        if (_stale || !await AreCurrentAsync(connection, Seen().Earlier, CancellationToken.None).ConfigureAwait(false))
        {
            throw new StaleReadException();
        }
    }

    private (IRemembered[] Earlier, string? CheckedAt) Seen()
    {
        lock (_gate)
        {
            return _stale ? throw new StaleReadException() : ([.. _remembered], _moment);
        }
    }

    private async ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken) =>
        hold is null
            ? await session.Reads.RunAsync("transact", read, cancellationToken).ConfigureAwait(false)
            : await hold.ReadAsync(read, cancellationToken).ConfigureAwait(false);

    private async ValueTask<(T Value, string Moment)> ReadAsync<T>(
        NpgsqlConnection connection, Func<NpgsqlConnection, CancellationToken, ValueTask<T>> read, IRemembered[] earlier, string? checkedAt, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var moment = await MomentAsync(connection, cancellationToken).ConfigureAwait(false);
        if (earlier.Length > 0 && moment != checkedAt && !await AreCurrentAsync(connection, earlier, cancellationToken).ConfigureAwait(false))
        {
            throw new StaleReadException();
        }

        var value = await read(connection, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return (value, moment);
    }

    private async ValueTask<string> MomentAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var batch = connection.CreateBatch();
        await using var _ = batch.ConfigureAwait(false);
        batch.Add("set transaction read only");
        batch.Add(session.Sql["transaction_moment"]);
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return reader.GetString(0);
    }

    private async ValueTask<bool> AreCurrentAsync(NpgsqlConnection connection, IRemembered[] earlier, CancellationToken cancellationToken)
    {
        RememberedDocument[] documents = [.. earlier.OfType<RememberedDocument>()];
        var current = documents.Length == 0 || await RememberedDocument.AreCurrentAsync(finder, connection, documents, cancellationToken).ConfigureAwait(false);
        foreach (var read in earlier)
        {
            current = current && (read is RememberedDocument || await read.IsCurrentAsync(connection, cancellationToken).ConfigureAwait(false));
        }

        if (!current)
        {
            lock (_gate)
            {
                _stale = true;
            }
        }

        return current;
    }
}
