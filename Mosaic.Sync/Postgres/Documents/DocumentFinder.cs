using System.Runtime.CompilerServices;
using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>Reads documents. A search reads page after page, each a query of its own, so that no transaction stays open while the caller is at a
/// document; an order that is not by id is read first, as ids, then its documents.</summary>
/// <remarks>Thread-safe. What takes a connection can run within a transaction.</remarks>
internal sealed partial class DocumentFinder(PostgresSession session, Collections collections)
{
    private const int FirstPageRows = 100;
    private const int PageRows = 1_000;
    private const int PageBytes = 4 << 20;

    private readonly FindSql _sql = new(session.Schema.Quoted);

    public async ValueTask<StoredDocument?> GetAsync(NpgsqlConnection connection, string collection, string id, CancellationToken cancellationToken)
    {
        var command = connection.Command(session.Sql["document_get"], Parameters.Of(collection), Parameters.Of(id));
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? DocumentRows.Read(reader) : null;
    }

    public async ValueTask<long> CountAsync(string collection, Filter? filter, CancellationToken cancellationToken)
    {
        var state = await collections.FindAsync(collection, cancellationToken).ConfigureAwait(false);
        return state.Id == 0 ? 0 : await session.Reads.RunAsync(
            "count documents",
            async (connection, cancellationToken) =>
            {
                var command = _sql.Count(connection, state, filter);
                await using var _ = command.ConfigureAwait(false);
                return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<StoredDocument> FindAsync(
        string collection, Filter? filter, DocumentOrder order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = await collections.FindAsync(collection, cancellationToken).ConfigureAwait(false);
        if (state.Id == 0 || order.Limit == 0)
        {
            yield break;
        }

        var found = order.Terms.Count == 0 ? ByIdAsync(state, filter, order, cancellationToken) : ByValueAsync(state, filter, order, cancellationToken);
        await foreach (var document in found.ConfigureAwait(false))
        {
            yield return document;
        }
    }

    /// <summary>All that match, in the order of ids, on a connection whose transaction says of which moment.</summary>
    public async ValueTask<List<StoredDocument>> FindAllAsync(NpgsqlConnection connection, string collection, Filter? filter, CancellationToken cancellationToken)
    {
        var state = await collections.ReadAsync(connection, collection, cancellationToken).ConfigureAwait(false);
        return state.Id == 0 ? [] : (await PageAsync(connection, state, filter, null, false, int.MaxValue, 0, int.MaxValue, true, cancellationToken).ConfigureAwait(false)).Rows;
    }

    private async IAsyncEnumerable<StoredDocument> ByIdAsync(
        CollectionState state, Filter? filter, DocumentOrder order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        var narrows = true;
        var (skip, left, size) = (order.Skip, order.Limit ?? int.MaxValue, FirstPageRows);
        while (left > 0)
        {
            var (rows, from, skipped, narrowed) = (Math.Min(size, left), after, skip, narrows);
            var (page, isLast, walked) = await session.Reads.RunAsync(
                "find documents",
                (connection, cancellationToken) => PageAsync(connection, state, filter, from, order.Reversed, rows, skipped, PageBytes, narrowed, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            foreach (var document in page)
            {
                yield return document;
            }

            if (isLast)
            {
                yield break;
            }

            narrows &= !walked;
            (after, skip, left, size) = (page[^1].Id, 0, order.Limit is null ? int.MaxValue : left - page.Count, PageRows);
        }
    }

    private async IAsyncEnumerable<StoredDocument> ByValueAsync(
        CollectionState state, Filter? filter, DocumentOrder order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (order.Limit <= FirstPageRows)
        {
            foreach (var document in await RowsAsync(connection => _sql.First(connection, state, filter, order), cancellationToken).ConfigureAwait(false))
            {
                yield return document;
            }

            yield break;
        }

        var ids = await session.Reads.RunAsync(
            "find documents",
            async (connection, cancellationToken) =>
            {
                var command = _sql.Ids(connection, state, filter, order);
                await using var _ = command.ConfigureAwait(false);
                return await command.ReadAllAsync(static row => row.GetString(0), cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        foreach (var some in ids.Chunk(FirstPageRows))
        {
            foreach (var document in await RowsAsync(connection => _sql.Some(connection, state, filter, some), cancellationToken).ConfigureAwait(false))
            {
                yield return document;
            }
        }
    }

    private ValueTask<List<StoredDocument>> RowsAsync(Func<NpgsqlConnection, NpgsqlCommand> make, CancellationToken cancellationToken) => session.Reads.RunAsync(
        "find documents",
        async (connection, cancellationToken) =>
        {
            var command = make(connection);
            await using var _ = command.ConfigureAwait(false);
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            return await DocumentRows.ReadAllAsync(reader, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <returns>The documents, whether there are no more behind them, and whether the indexes were of no use.</returns>
    private async ValueTask<(List<StoredDocument> Rows, bool IsLast, bool Walked)> PageAsync(
        NpgsqlConnection connection, CollectionState state, Filter? filter, string? after, bool reversed, int rows, int skip, int bytes, bool narrows, CancellationToken cancellationToken)
    {
        var command = _sql.Page(connection, state, filter, after, reversed, rows, skip, bytes, narrows);
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var page = new List<StoredDocument>();
        var (candidates, walked) = (0L, false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            page.Add(DocumentRows.Read(reader));
            (walked, candidates) = (reader.GetBoolean(5), reader.GetInt64(6));
        }

        return (page, candidates < rows && page.Count == candidates, walked);
    }
}
