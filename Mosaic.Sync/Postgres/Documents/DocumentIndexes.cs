using System.Text;
using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>
/// Declares indexes. From the declaration on every writer keeps them; then pages of documents are entered, each in a short unit that
/// holds their rows; the last unit lets searches use the index. An interrupted build goes on with the next declaration.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DocumentIndexes(PostgresSession session, Collections collections, DeclarationUnits units)
{
    private const int ClearedRows = 5_000;
    private const int AnalyzedRows = 1_000;

    public async ValueTask EnsureAsync(string collection, DocumentIndex index, CancellationToken cancellationToken)
    {
        var entered = 0L;
        while (true)
        {
            var (id, declared) = await DeclareAsync(collection, index, cancellationToken).ConfigureAwait(false);
            if (declared.Ready)
            {
                return;
            }

            try
            {
                if (await units.PagesAsync(collection, id, Enter, cancellationToken).ConfigureAwait(false)
                    && await units.RunAsync(collection, connection => FinishAsync(connection, collection, declared), cancellationToken).ConfigureAwait(false))
                {
                    if (entered >= AnalyzedRows)
                    {
                        await AnalyzeAsync().ConfigureAwait(false);
                    }

                    return;
                }
            }
            catch (DuplicateKeyException)
            {
                await DropAsync(collection, declared).ConfigureAwait(false);
                throw;
            }

            ValueTask<bool> Enter(NpgsqlConnection connection, List<(StoredDocument Row, bool Expired)> rows)
            {
                entered += rows.Count;
                return EnterAsync(connection, collection, id, declared, rows);
            }
        }
    }

    /// <summary>Has the server look at what was written now and not a minute later. A role that does not own the tables is passed over with a warning.</summary>
    private async ValueTask AnalyzeAsync()
    {
        try
        {
            await session.Reads.RunAsync(
                "analyze an index",
                async (connection, cancellationToken) =>
                {
                    var command = connection.Command(session.Sql["document_index_analyze"]);
                    await using var _ = command.ConfigureAwait(false);
                    return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (MosaicException)
        {
            // The index is there without it.
        }
    }

    private ValueTask<(long Collection, DeclaredIndex Index)> DeclareAsync(string collection, DocumentIndex index, CancellationToken cancellationToken) => units.RunAsync(
        collection,
        async connection =>
        {
            var state = await units.LockAsync(connection, collection).ConfigureAwait(false);
            if (state.Indexes.FirstOrDefault(declared => declared.Index.IsOver(index)) is { } existing)
            {
                return existing.Index.Unique == index.Unique ? (state.Id, existing) : throw DocumentIndex.OfOtherKind(collection, index.Path, index.Unique);
            }

            await units.ExecuteAsync(connection, "document_index_add", Parameters.Of(collection), Parameters.OfBytes(Encoding.UTF8.GetBytes(index.Path)), Parameters.Of(index.Unique)).ConfigureAwait(false);
            await units.ExecuteAsync(connection, "document_generation", Parameters.Of(collection)).ConfigureAwait(false);
            state = await collections.ReadAsync(connection, collection, CancellationToken.None).ConfigureAwait(false);
            return (state.Id, state.Indexes.Single(declared => declared.Index.IsOver(index)));
        },
        cancellationToken);

    /// <returns>False when another caller's build met a duplicate and dropped the index.</returns>
    private async ValueTask<bool> EnterAsync(
        NpgsqlConnection connection, string collection, long id, DeclaredIndex declared, List<(StoredDocument Row, bool Expired)> documents)
    {
        var state = await collections.ReadAsync(connection, collection, CancellationToken.None).ConfigureAwait(false);
        if (!state.Indexes.Any(it => it.Id == declared.Id))
        {
            return false;
        }

        var rows = new IndexRows();
        var live = documents.Where(static it => !it.Expired).Select(static it => it.Row).ToList();
        if (declared.Index.Unique)
        {
            var values = new UniqueValues(session, collection, state with { Indexes = [declared] });
            await values.LoadAsync(connection, live.Select(static row => (row.Json, default(StoredDocument?))), rows).ConfigureAwait(false);
            live.ForEach(row => values.Change(row.Id, null, row.Json));
        }

        foreach (var (row, expired) in documents)
        {
            foreach (var key in ByteSet.Of(declared.Index.ValuesOf(row.Json.Span).Select(static value => value.Key)))
            {
                rows.AddEntry(declared.Id, key, row.Id);
            }
        }

        live.ForEach(row => rows.ReplaceValues(declared, row.Id, row.Json));
        var batch = connection.CreateBatch();
        await using var _ = batch.ConfigureAwait(false);
        var expected = rows.AddTo(batch, session.Sql);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        }

        if (expected is { } values2 && values2.Statement.RecordsAffected != values2.Rows)
        {
            await units.ExecuteAsync(connection, "document_raced").ConfigureAwait(false);
        }

        return true;
    }

    private async ValueTask<bool> FinishAsync(NpgsqlConnection connection, string collection, DeclaredIndex declared)
    {
        var ready = await units.ExecuteAsync(connection, "document_index_ready", Parameters.Of(declared.Id)).ConfigureAwait(false) > 0;
        if (ready)
        {
            await units.ExecuteAsync(connection, "document_generation", Parameters.Of(collection)).ConfigureAwait(false);
        }

        await collections.ReadAsync(connection, collection, CancellationToken.None).ConfigureAwait(false);
        return ready;
    }

    private async ValueTask DropAsync(string collection, DeclaredIndex declared)
    {
        await units.RunAsync(
            collection,
            async connection =>
            {
                await units.LockAsync(connection, collection).ConfigureAwait(false);
                if (await units.ExecuteAsync(connection, "document_index_drop", Parameters.Of(declared.Id)).ConfigureAwait(false) > 0)
                {
                    await units.ExecuteAsync(connection, "document_generation", Parameters.Of(collection)).ConfigureAwait(false);
                }

                await collections.ReadAsync(connection, collection, CancellationToken.None).ConfigureAwait(false);
                return true;
            },
            CancellationToken.None).ConfigureAwait(false);
        foreach (var query in (string[])["document_index_clear_entries", "document_index_clear_values"])
        {
            await ClearAsync(collection, query, declared.Id).ConfigureAwait(false);
        }
    }

    private async ValueTask ClearAsync(string collection, string query, long index)
    {
        while (await units.RunAsync(
            collection, connection => units.ExecuteAsync(connection, query, Parameters.Of(index), Parameters.Of((long)ClearedRows)), CancellationToken.None).ConfigureAwait(false) == ClearedRows)
        {
            // Each part is a unit of its own.
        }
    }
}
