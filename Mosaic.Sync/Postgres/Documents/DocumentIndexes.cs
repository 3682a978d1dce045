using System.Text;
using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>
/// Declares indexes and texts. From the declaration on every writer keeps them; then pages of documents are entered, each in a short unit that
/// holds their rows; the last unit lets searches use the index. An interrupted build goes on with the next declaration.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DocumentIndexes(PostgresSession session, Collections collections, Func<IDocumentTexts?> texts, Action<int> requireFewTexts)
{
    private const int PageRows = 500;
    private const int ClearedRows = 5_000;

    public async ValueTask EnsureAsync(string collection, DocumentIndex index, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (id, declared) = await DeclareAsync(collection, index, cancellationToken).ConfigureAwait(false);
            if (declared.Ready)
            {
                return;
            }

            try
            {
                if (await PagesAsync(collection, id, (connection, rows) => EnterAsync(connection, collection, id, declared, rows), cancellationToken).ConfigureAwait(false)
                    && await RunAsync(collection, connection => FinishAsync(connection, collection, declared), cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (DuplicateKeyException)
            {
                await DropAsync(collection, declared).ConfigureAwait(false);
                throw;
            }
        }
    }

    public async ValueTask EnsureTextsAsync(string collection, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var state = await RunAsync(collection, connection => DeclareAsync(connection, collection, paths), cancellationToken).ConfigureAwait(false);
        if (state.TextsReady)
        {
            return;
        }

        await PagesAsync(
            collection,
            state.Id,
            async (connection, rows) =>
            {
                if (texts() is { } searched)
                {
                    await searched.WriteAsync(connection, collection, state.Texts, [.. rows.Select(static it => (it.Row.Id, (ReadOnlyMemory<byte>?)it.Row.Json))]).ConfigureAwait(false);
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
        await RunAsync(
            collection,
            async connection =>
            {
                await ExecuteAsync(connection, "document_texts_ready", Parameters.Of(collection), OfPaths(state.Texts)).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<CollectionState> DeclareAsync(NpgsqlConnection connection, string collection, IReadOnlyList<string> paths)
    {
        var state = await LockAsync(connection, collection).ConfigureAwait(false);
        string[] all = [.. state.Texts.Union(paths, StringComparer.Ordinal)];
        requireFewTexts(all.Length);
        if (all.Length == state.Texts.Count)
        {
            return state;
        }

        await ExecuteAsync(connection, "document_texts", Parameters.Of(collection), OfPaths(all)).ConfigureAwait(false);
        await ExecuteAsync(connection, "document_generation", Parameters.Of(collection)).ConfigureAwait(false);
        return await collections.ReadAsync(connection, collection, CancellationToken.None).ConfigureAwait(false);
    }

    private ValueTask<(long Collection, DeclaredIndex Index)> DeclareAsync(string collection, DocumentIndex index, CancellationToken cancellationToken) => RunAsync(
        collection,
        async connection =>
        {
            var state = await LockAsync(connection, collection).ConfigureAwait(false);
            if (state.Indexes.FirstOrDefault(declared => declared.Index.IsOver(index)) is { } existing)
            {
                return existing.Index.Unique == index.Unique ? (state.Id, existing) : throw DocumentIndex.OfOtherKind(collection, index.Path, index.Unique);
            }

            await ExecuteAsync(connection, "document_index_add", Parameters.Of(collection), Parameters.OfBytes(Encoding.UTF8.GetBytes(index.Path)), Parameters.Of(index.Unique)).ConfigureAwait(false);
            await ExecuteAsync(connection, "document_generation", Parameters.Of(collection)).ConfigureAwait(false);
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
            await values.LoadAsync(connection, live.Select(static row => row.Json), rows).ConfigureAwait(false);
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
            await ExecuteAsync(connection, "document_raced").ConfigureAwait(false);
        }

        return true;
    }

    private async ValueTask<bool> FinishAsync(NpgsqlConnection connection, string collection, DeclaredIndex declared)
    {
        var ready = await ExecuteAsync(connection, "document_index_ready", Parameters.Of(declared.Id)).ConfigureAwait(false) > 0;
        if (ready)
        {
            await ExecuteAsync(connection, "document_generation", Parameters.Of(collection)).ConfigureAwait(false);
        }

        await collections.ReadAsync(connection, collection, CancellationToken.None).ConfigureAwait(false);
        return ready;
    }

    private async ValueTask DropAsync(string collection, DeclaredIndex declared)
    {
        await RunAsync(
            collection,
            async connection =>
            {
                await LockAsync(connection, collection).ConfigureAwait(false);
                if (await ExecuteAsync(connection, "document_index_drop", Parameters.Of(declared.Id)).ConfigureAwait(false) > 0)
                {
                    await ExecuteAsync(connection, "document_generation", Parameters.Of(collection)).ConfigureAwait(false);
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
        while (await RunAsync(
            collection, connection => ExecuteAsync(connection, query, Parameters.Of(index), Parameters.Of((long)ClearedRows)), CancellationToken.None).ConfigureAwait(false) == ClearedRows)
        {
            // Each part is a unit of its own.
        }
    }

    /// <summary>Goes through the collection, each page's rows locked in a unit of its own.</summary>
    /// <returns>False: a page was not to be done.</returns>
    private async ValueTask<bool> PagesAsync(
        string collection, long id, Func<NpgsqlConnection, List<(StoredDocument Row, bool Expired)>, ValueTask<bool>> enter, CancellationToken cancellationToken)
    {
        var after = "";
        while (true)
        {
            var (from, isLast) = (after, false);
            var done = await RunAsync(
                collection,
                async connection =>
                {
                    await ExecuteAsync(connection, "document_enter", Parameters.Of(collection), Parameters.OfNumber(null)).ConfigureAwait(false);
                    var rows = await LockPageAsync(connection, id, from).ConfigureAwait(false);
                    isLast = rows.Count < PageRows;
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

    private async ValueTask<List<(StoredDocument Row, bool Expired)>> LockPageAsync(NpgsqlConnection connection, long id, string after)
    {
        var command = connection.Command(session.Sql["document_page_lock"], Parameters.Of(id), Parameters.Of(after), Parameters.Of((long)PageRows));
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
    private async ValueTask<CollectionState> LockAsync(NpgsqlConnection connection, string collection)
    {
        await ExecuteAsync(connection, "document_declare", Parameters.Of(collection)).ConfigureAwait(false);
        await ExecuteAsync(connection, "document_enter", Parameters.Of(collection), Parameters.OfNumber(null)).ConfigureAwait(false);
        return await collections.ReadAsync(connection, collection, CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask<T> RunAsync<T>(string collection, Func<NpgsqlConnection, ValueTask<T>> run, CancellationToken cancellationToken)
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

    private static NpgsqlParameter OfPaths(IEnumerable<string> paths) => Parameters.Of(paths.Select(Encoding.UTF8.GetBytes).ToArray());

    private async ValueTask<int> ExecuteAsync(NpgsqlConnection connection, string query, params NpgsqlParameter[] parameters)
    {
        var command = connection.Command(session.Sql[query], parameters);
        await using var _ = command.ConfigureAwait(false);
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }
}
