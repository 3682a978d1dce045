using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>Writes many whole documents to a collection without declarations: few as arrays, more by COPY, into the table itself where nothing stands
/// between the first and the last id, else into a table of the transaction, from where one statement takes them.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DocumentBulk(PostgresSession session, DocumentWriter writer)
{
    private const int CopiedFrom = 2_000;
    private const int ChunkRows = 20_000;
    private const int ChunkBytes = 32 << 20;

    private const string Arrays = "unnest($3::bigint[], $4::text[], $5::bytea[], $6::text[]) as";
    private const string Staging = "pg_temp.mosaic_staging";

    /// <summary>Whether they are of a kind that goes so: whole documents without conditions, each once.</summary>
    public static bool Serves(IReadOnlyList<DocumentWrite> writes)
    {
        var ids = new HashSet<string>(writes.Count, StringComparer.Ordinal);
        return writes.All(write => write.Kind == writes[0].Kind && !write.DependsOnDocument && write.Kind <= DocumentWriteKind.Put
            && (write.Kind != DocumentWriteKind.Put || write.Options is { Upsert: true, ExpectedVersion: null, ExpiresAt: null }) && ids.Add(write.Id));
    }

    /// <exception cref="DuplicateKeyException">An id is taken, and is not to be.</exception>
    public async ValueTask<long> WriteAsync(string collection, CollectionState state, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(collection, state, writes, isDirect: true, cancellationToken).ConfigureAwait(false);
        }
        catch (MosaicException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Somebody wrote one of the ids after it was looked for.
            return await WriteAsync(collection, state, writes, isDirect: false, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask<long> WriteAsync(
        string collection, CollectionState state, IReadOnlyList<DocumentWrite> writes, bool isDirect, CancellationToken cancellationToken)
    {
        var written = 0L;
        return await session.Units.RunAsync(
            new LongUnit<long>("write documents")
            {
                Run = async connection => written = await WriteAsync(connection, collection, state, writes, isDirect).ConfigureAwait(false),
                Recall = _ => written, // of the attempt whose commit was not answered
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<long> WriteAsync(NpgsqlConnection connection, string collection, CollectionState state, IReadOnlyList<DocumentWrite> writes, bool isDirect)
    {
        var enter = connection.Command(session.Sql["document_enter"], Parameters.Of(collection), Parameters.OfNumber(state.Generation));
        await using var _ = enter.ConfigureAwait(false);
        var id = (long)(await enter.ExecuteScalarAsync().ConfigureAwait(false))!;
        var written = 0L;
        for (var done = 0; done < writes.Count;)
        {
            var (start, bytes) = (done, 0);
            while (done < writes.Count && done - start < ChunkRows && bytes < ChunkBytes)
            {
                bytes += writes[done++].Json.Length;
            }

            var count = done - start;
            var (free, now, mayStage) = count < CopiedFrom ? default : await LookAsync(connection, id, writes, start, count).ConfigureAwait(false);
            written += free && isDirect
                ? await CopyAsync(connection, collection, id, now, writes, start, count).ConfigureAwait(false)
                : await MergeAsync(connection, collection, id, writes, start, count, mayStage).ConfigureAwait(false);
        }

        var tell = connection.Command(session.Sql["document_changes_tell"]);
        await using var __ = tell.ConfigureAwait(false);
        await tell.ExecuteNonQueryAsync().ConfigureAwait(false);
        return written;
    }

    private async ValueTask<long> MergeAsync(NpgsqlConnection connection, string collection, long id, IReadOnlyList<DocumentWrite> writes, int start, int count, bool mayStage)
    {
        var kind = writes[start].Kind;
        NpgsqlParameter[] arrays = [];
        if (!mayStage)
        {
            arrays = ToArrays(writes, start, count);
        }
        else
        {
            await StageAsync(connection, writes, start, count).ConfigureAwait(false);
        }

        var merge = connection.Command(
            Statement("document_merge", arrays.Length > 0).Replace("{replaces}", kind == DocumentWriteKind.Put ? "true" : "false", StringComparison.Ordinal),
            [Parameters.Of(id), Parameters.Of(collection), .. arrays]);
        await using var _ = merge.ConfigureAwait(false);
        var written = (long)(await merge.ExecuteScalarAsync().ConfigureAwait(false))!;
        if (kind != DocumentWriteKind.Create || written == count)
        {
            return written;
        }

        var first = connection.Command(Statement("document_merge_taken", arrays.Length > 0), [Parameters.Of(id), Parameters.Of(collection), .. arrays.Select(static it => it.Clone())]);
        await using var __ = first.ConfigureAwait(false);
        if (await first.ExecuteScalarAsync().ConfigureAwait(false) is long place)
        {
            throw writes[(int)place].Taken(collection);
        }

        await writer.RaceAsync(connection).ConfigureAwait(false); // whoever was there has gone meanwhile
        return 0;
    }

    private string Statement(string name, bool arrays) =>
        session.Sql[name].Replace("{source} s", arrays ? $"{Arrays} s (place, id, raw, doc)" : $"{Staging} s", StringComparison.Ordinal);

    private static NpgsqlParameter[] ToArrays(IReadOnlyList<DocumentWrite> writes, int start, int count)
    {
        var (places, ids, raw, doc) = (new long[count], new string[count], new byte[count][], new string?[count]);
        for (var i = 0; i < count; i++)
        {
            var write = writes[start + i];
            (places[i], ids[i], raw[i], doc[i]) = (start + i, write.Id, write.Json.ToArray(), DocumentRows.Projected(write.Json));
        }

        return [Parameters.Of(places), Parameters.Of(ids), Parameters.Of(raw), Parameters.OfTexts(doc)];
    }

    /// <summary>Whether no document stands between the first and the last id, the server's time, and whether tables of a transaction are allowed.</summary>
    private async ValueTask<(bool Free, DateTimeOffset Now, bool MayStage)> LookAsync(
        NpgsqlConnection connection, long id, IReadOnlyList<DocumentWrite> writes, int start, int count)
    {
        var (first, last, isOrdered) = (writes[start].Id, writes[start].Id, true);
        for (var i = start; i < start + count; i++)
        {
            var one = writes[i].Id;
            first = string.CompareOrdinal(one, first) < 0 ? one : first;
            last = string.CompareOrdinal(one, last) > 0 ? one : last;
            isOrdered &= !one.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'); // those do not sort as their bytes do
        }

        var look = connection.Command(session.Sql["document_free"], Parameters.Of(id), Parameters.Of(first), Parameters.Of(last));
        await using var _ = look.ConfigureAwait(false);
        var reader = await look.ExecuteReaderAsync().ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        await reader.ReadAsync().ConfigureAwait(false);
        return (isOrdered && reader.GetBoolean(0), reader.GetDateTime(1), reader.GetBoolean(2));
    }

    private async ValueTask<long> CopyAsync(
        NpgsqlConnection connection, string collection, long id, DateTimeOffset now, IReadOnlyList<DocumentWrite> writes, int start, int count)
    {
        var copy = await BinaryCopy.BeginAsync(connection, session.Sql["document_copy"]).ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            for (var i = start; i < start + count; i++)
            {
                var write = writes[i];
                await copy.RowAsync(6).ConfigureAwait(false);
                copy.Write(id);
                copy.Write(write.Id);
                copy.Write(1L);
                copy.Write(now);
                copy.Write(write.Json.Span);
                copy.WriteJsonb(DocumentProjection.Of(write.Json).Span);
            }

            await copy.CompleteAsync().ConfigureAwait(false);
        }

        var note = connection.CreateBatch();
        await using var _ = note.ConfigureAwait(false);
        foreach (var ids in writes.Skip(start).Take(count).Select(static write => write.Id).Chunk(DocumentWriter.ChangesTogether))
        {
            var versions = new long[ids.Length];
            Array.Fill(versions, 1);
            note.Add(session.Sql["document_changes_add"], Parameters.Of("document"), Parameters.Of(collection), Parameters.Of(ids), Parameters.Of(versions), Parameters.Of(false));
        }

        await note.ExecuteNonQueryAsync().ConfigureAwait(false);
        return count;
    }

    private async ValueTask StageAsync(NpgsqlConnection connection, IReadOnlyList<DocumentWrite> writes, int start, int count)
    {
        var make = connection.CreateBatch();
        await using var _ = make.ConfigureAwait(false);
        make.Add(session.Sql["document_staging"]);
        make.Add(session.Sql["document_staging_clear"]);
        await make.ExecuteNonQueryAsync().ConfigureAwait(false);
        var copy = await BinaryCopy.BeginAsync(connection, session.Sql["document_staging_copy"]).ConfigureAwait(false);
        await using var __ = copy.ConfigureAwait(false);
        for (var i = start; i < start + count; i++)
        {
            var write = writes[i];
            await copy.RowAsync(4).ConfigureAwait(false);
            copy.Write((long)i);
            copy.Write(write.Id);
            copy.Write(write.Json.Span);
            if (DocumentRows.Projected(write.Json) is { } projected)
            {
                copy.Write(projected);
            }
            else
            {
                copy.WriteNull();
            }
        }

        await copy.CompleteAsync().ConfigureAwait(false);
    }
}
