using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>Applies writes within an open unit: locks the documents' rows, decides, and writes rows, entries of indexes, texts and the change record.</summary>
/// <remarks>Thread-safe. Where others were faster the server refuses with 40001, and the unit is run again.</remarks>
internal sealed class DocumentWriter(PostgresSession session, Func<IDocumentTexts?> texts)
{
    /// <summary>So many documents stand in one row of the change record at most.</summary>
    public const int ChangesTogether = 1_000;

    private const int StatementBytes = 8 << 20;

    /// <summary>Applies writes in their order.</summary>
    /// <param name="connection">With the unit's transaction open.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="writes">The writes.</param>
    /// <returns>Those that had something to do.</returns>
    /// <exception cref="DuplicateKeyException">An id, or a value of a unique index, is taken.</exception>
    /// <exception cref="ConflictException">A document as it is does not allow its write.</exception>
    public async ValueTask<IReadOnlyList<WriteStep>> ApplyAsync(NpgsqlConnection connection, string collection, IReadOnlyList<DocumentWrite> writes)
    {
        var ids = writes.Select(static write => write.Id).Distinct(StringComparer.Ordinal).ToArray();
        var (state, now, rows) = await LockAsync(connection, collection, "document_lock", Parameters.Of(ids)).ConfigureAwait(false);
        var plan = new WritePlan(collection, writes, rows, now);
        await ApplyAsync(connection, collection, state, plan, now).ConfigureAwait(false);
        return plan.Steps;
    }

    /// <summary>Deletes some documents that have expired.</summary>
    /// <returns>How many.</returns>
    public async ValueTask<int> SweepAsync(NpgsqlConnection connection, string collection)
    {
        var (state, now, rows) = await LockAsync(connection, collection, "document_expired_lock").ConfigureAwait(false);
        var plan = new WritePlan(
            collection, [.. rows.Select(static it => DocumentWrite.Delete(it.Row.Id))], [.. rows.Select(static it => (it.Row, false))], now);
        await ApplyAsync(connection, collection, state, plan, now).ConfigureAwait(false);
        return plan.Steps.Count;
    }

    private async ValueTask<(CollectionState State, DateTimeOffset Now, List<(StoredDocument Row, bool Expired)> Rows)> LockAsync(
        NpgsqlConnection connection, string collection, string query, params NpgsqlParameter[] parameters)
    {
        var batch = connection.CreateBatch();
        await using var _ = batch.ConfigureAwait(false);
        batch.Add(session.Sql["document_enter"], Parameters.Of(collection), Parameters.OfNumber(null));
        batch.Add(session.Sql["document_collection"], Parameters.Of(collection));
        batch.Add(session.Sql["document_now"]);
        batch.Add(session.Sql[query], [Parameters.Of(collection), .. parameters]);
        var reader = await batch.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        await reader.NextResultAsync().ConfigureAwait(false);
        var state = await Collections.TakeAsync(reader, CancellationToken.None).ConfigureAwait(false);
        await reader.NextResultAsync().ConfigureAwait(false);
        await reader.ReadAsync().ConfigureAwait(false);
        DateTimeOffset now = reader.GetDateTime(0);
        await reader.NextResultAsync().ConfigureAwait(false);
        var rows = new List<(StoredDocument Row, bool Expired)>();
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            rows.Add(DocumentRows.ReadWithExpiry(reader));
        }

        return (state, now, rows);
    }

    private async ValueTask ApplyAsync(NpgsqlConnection connection, string collection, CollectionState state, WritePlan plan, DateTimeOffset now)
    {
        if (plan.Steps.Count == 0)
        {
            return;
        }

        var indexRows = new IndexRows();
        await CheckValuesAsync(connection, collection, state, plan, indexRows).ConfigureAwait(false);
        foreach (var (id, before, after) in state.Indexes.Count > 0 ? plan.Changes : [])
        {
            indexRows.Change(state.Indexes, id, before, after);
        }

        var batch = connection.CreateBatch();
        await using var _ = batch.ConfigureAwait(false);
        var expected = new List<(NpgsqlBatchCommand Statement, int Rows)>();
        if (plan.Deleted.Count > 0)
        {
            batch.Add(session.Sql["document_delete"], Parameters.Of(state.Id), Parameters.Of(plan.Deleted.ToArray()));
        }

        Write(batch, "document_update", state, plan.Updated, now, expected);
        Write(batch, "document_insert", state, plan.Inserted, now, expected);
        if (indexRows.AddTo(batch, session.Sql) is { } values)
        {
            expected.Add(values);
        }

        AddChanges(batch, collection, plan.Steps);
        await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        if (expected.Exists(static it => it.Statement.RecordsAffected != it.Rows))
        {
            await RaceAsync(connection).ConfigureAwait(false);
        }

        if (state.Texts.Count > 0 && texts() is { } searched)
        {
            await searched.WriteAsync(connection, collection, state.Texts, [.. plan.Changes.Select(static it => (it.Id, it.After))]).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the attempt so that the unit is run again.</summary>
    public async ValueTask RaceAsync(NpgsqlConnection connection)
    {
        var command = connection.Command(session.Sql["document_raced"]);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private async ValueTask CheckValuesAsync(NpgsqlConnection connection, string collection, CollectionState state, WritePlan plan, IndexRows rows)
    {
        var values = new UniqueValues(session, collection, state);
        if (!values.IsNeeded)
        {
            return;
        }

        await values.LoadAsync(connection, plan.Steps.Where(static step => step.After is not null).Select(step => (step.After!.Value.Json, plan.Row(step.Write.Id))), rows).ConfigureAwait(false);
        foreach (var (write, before, after) in plan.Steps)
        {
            try
            {
                values.Change(write.Id, before?.Json, after?.Json);
            }
            catch (DuplicateKeyException exception)
            {
                throw write.OfMany(exception);
            }
        }
    }

    private void Write(
        NpgsqlBatch batch, string query, CollectionState state, List<StoredDocument> documents, DateTimeOffset now, List<(NpgsqlBatchCommand Statement, int Rows)> expected)
    {
        for (var done = 0; done < documents.Count;)
        {
            var (start, bytes) = (done, 0);
            while (done < documents.Count && (done == start || bytes + documents[done].Json.Length <= StatementBytes))
            {
                bytes += documents[done++].Json.Length;
            }

            var some = documents.GetRange(start, done - start);
            batch.Add(
                session.Sql[query],
                Parameters.Of(state.Id),
                Parameters.OfTime(now),
                Parameters.Of(some.ConvertAll(static document => document.Id).ToArray()),
                Parameters.Of(some.ConvertAll(static document => document.Version).ToArray()),
                Parameters.OfTimes(some.Select(static document => document.ExpiresAt)),
                Parameters.Of(some.ConvertAll(static document => document.Json.ToArray()).ToArray()),
                Parameters.OfTexts(some.Select(static document => DocumentRows.Projected(document.Json))));
            expected.Add((batch.BatchCommands[^1], some.Count));
        }
    }

    /// <summary>The change record has each write, in their order.</summary>
    private void AddChanges(NpgsqlBatch batch, string collection, List<WriteStep> steps)
    {
        for (var done = 0; done < steps.Count;)
        {
            var start = done;
            while (done < steps.Count && done - start < ChangesTogether && steps[done].After is null == steps[start].After is null)
            {
                done++;
            }

            var some = steps.GetRange(start, done - start);
            batch.Add(
                session.Sql["document_changes_add"],
                Parameters.Of("document"),
                Parameters.Of(collection),
                Parameters.Of(some.ConvertAll(static step => step.Write.Id).ToArray()),
                Parameters.Of(some.ConvertAll(static step => (step.After ?? step.Before)!.Value.Version).ToArray()),
                Parameters.Of(steps[start].After is null));
        }

        batch.Add(session.Sql["document_changes_tell"]);
    }
}
