using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>The units of declarations: a short one that writers wait for, then one for each page of documents.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DeclarationUnits(PostgresSession session, Collections collections)
{
    private const int FirstPageRows = 100;
    private const int PageRowsMax = 2_000;
    private const int PageBytes = 4 << 20;

    /// <summary>Goes through the collection, each page's rows locked in a unit of its own.</summary>
    /// <returns>False: a page was not to be done.</returns>
    public async ValueTask<bool> PagesAsync(
        string collection, long id, Func<NpgsqlConnection, List<(StoredDocument Row, bool Expired)>, ValueTask<bool>> enter, CancellationToken cancellationToken)
    {
        var (after, size) = ("", FirstPageRows);
        while (true)
        {
            var (from, count, isLast) = (after, size, false);
            var done = await RunAsync(
                collection,
                async connection =>
                {
                    await ExecuteAsync(connection, "document_enter", Parameters.Of(collection), Parameters.OfNumber(null)).ConfigureAwait(false);
                    var rows = await LockPageAsync(connection, id, from, count).ConfigureAwait(false);
                    isLast = rows.Count < count;
                    size = Fitting(rows);
                    after = rows.Count > 0 ? rows[^1].Row.Id : from;
                    return await enter(connection, rows).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            if (!done || isLast)
            {
                return done;
            }
        }
    }

    /// <summary>How many documents the next page is to have, if they are as large as these.</summary>
    private static int Fitting(List<(StoredDocument Row, bool Expired)> rows)
    {
        var bytes = rows.Sum(static it => (long)it.Row.Json.Length);
        return (int)Math.Clamp(PageBytes * (long)rows.Count / Math.Max(bytes, 1), 1, PageRowsMax);
    }

    private async ValueTask<List<(StoredDocument Row, bool Expired)>> LockPageAsync(NpgsqlConnection connection, long id, string after, int count)
    {
        var command = connection.Command(session.Sql["document_page_lock"], Parameters.Of(id), Parameters.Of(after), Parameters.Of((long)count));
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var rows = new List<(StoredDocument Row, bool Expired)>();
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            rows.Add(DocumentRows.ReadWithExpiry(reader));
        }

        return rows;
    }

    /// <summary>Holds back writers to the collection until the unit ends, and reads it.</summary>
    public async ValueTask<CollectionState> LockAsync(NpgsqlConnection connection, string collection)
    {
        await ExecuteAsync(connection, "document_declare", Parameters.Of(collection)).ConfigureAwait(false);
        await ExecuteAsync(connection, "document_enter", Parameters.Of(collection), Parameters.OfNumber(null)).ConfigureAwait(false);
        return await collections.ReadAsync(connection, collection, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Runs a unit.</summary>
    public async ValueTask<T> RunAsync<T>(string collection, Func<NpgsqlConnection, ValueTask<T>> run, CancellationToken cancellationToken)
    {
        T answer = default!;
        try
        {
            return await session.Units.RunAsync(
                new LongUnit<T>("declare an index")
                {
                    Run = async connection => answer = await run(connection).ConfigureAwait(false),
                    Recall = _ => answer, // of the attempt whose commit was not answered
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            collections.Forget(collection); // what was read is perhaps not so
            throw;
        }
    }

    /// <summary>Runs a query.</summary>
    /// <returns>How many rows it wrote.</returns>
    public async ValueTask<int> ExecuteAsync(NpgsqlConnection connection, string query, params NpgsqlParameter[] parameters)
    {
        var command = connection.Command(session.Sql[query], parameters);
        await using var _ = command.ConfigureAwait(false);
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }
}
