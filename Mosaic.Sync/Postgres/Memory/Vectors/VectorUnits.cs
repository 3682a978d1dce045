using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Npgsql;
using NpgsqlTypes;
using static Mosaic.Postgres.Documents.Parameters;

namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>The units of making vectors.</summary>
internal sealed class VectorUnits(PostgresSession session)
{
    /// <summary>One statement as a unit.</summary>
    /// <returns>The first column of its rows; those of a unit that turns out to have been applied already are not known.</returns>
    public ValueTask<List<T>> RunAsync<T>(string query, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        RunAsync(query, static row => row.GetFieldValue<T>(0), cancellationToken, parameters);

    public ValueTask<List<T>> RunAsync<T>(
        string query, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        RunTextAsync(session.Sql[query], read, cancellationToken, parameters);

    /// <summary>As the other, of a text instead of a name.</summary>
    public ValueTask<List<T>> RunTextAsync<T>(
        string text, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) => session.Units.RunAsync(
        new WriteUnit<List<T>>("make vectors")
        {
            AddStatements = batch => batch.Add(text, [.. parameters.Select(static parameter => parameter.Clone())]),
            Read = async reader =>
            {
                var rows = new List<T>();
                while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
                {
                    rows.Add(read(reader));
                }

                return rows;
            },
            Recall = static _ => [],
        },
        cancellationToken);

    /// <summary>One statement as a unit, which answers nothing that matters.</summary>
    public ValueTask ExecuteAsync(string query, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        ExecuteAsync(batch => batch.Add(session.Sql[query], [.. parameters.Select(static parameter => parameter.Clone())]), cancellationToken);

    public async ValueTask ExecuteAsync(Action<NpgsqlBatch> add, CancellationToken cancellationToken) => await session.Units.RunAsync(
        new WriteUnit<bool>("make vectors") { AddStatements = add, Read = static _ => ValueTask.FromResult(true), Recall = static _ => true },
        cancellationToken).ConfigureAwait(false);

    /// <summary>Keeps what came of texts, in one unit.</summary>
    public ValueTask KeepAsync(VectorModel model, IReadOnlyList<VectorDraft> drafts, (long Texts, long Words, long Unknown) seen, CancellationToken cancellationToken) =>
        ExecuteAsync(
            batch =>
            {
                foreach (var (work, hash, vector, outcome) in drafts)
                {
                    if (outcome == VectorOutcome.Refused)
                    {
                        var pause = work.Tries + 1 < TextEncoding.TriesMax ? TextEncoding.PauseAfter(work.Tries + 1) : (TimeSpan?)null;
                        batch.Add(session.Sql["memory_vector_refuse"], work.With(Of(model.Number), OfInterval(pause)));
                    }
                    else
                    {
                        batch.Add(session.Sql["memory_vector_keep"], work.With(
                            Of(model.Number),
                            Of(outcome == VectorOutcome.Same),
                            Of(hash),
                            OfBytes(vector is null ? null : QuantizedVector.Encode(vector)),
                            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Real, Value = (object?)vector ?? DBNull.Value }));
                    }
                }

                if (seen.Texts > 0)
                {
                    batch.Add(session.Sql["memory_vector_seen"], Of(drafts[0].Work.Part), Of(model.Number), Of(seen.Texts), Of(seen.Words), Of(seen.Unknown));
                }
            },
            cancellationToken);

    /// <summary>Counts texts of a part that has no model.</summary>
    public ValueTask CountAsync(IReadOnlyList<(VectorWork Work, bool IsGone)> texts, CancellationToken cancellationToken) => ExecuteAsync(
        batch =>
        {
            foreach (var (work, isGone) in texts)
            {
                batch.Add(session.Sql["memory_vector_count"], work.With(Of(isGone)));
            }
        },
        cancellationToken);

    /// <summary>Others may take the texts at once.</summary>
    public ValueTask ReleaseAsync(IReadOnlyList<VectorWork> works, CancellationToken cancellationToken) => ExecuteAsync(
        batch =>
        {
            foreach (var work in works)
            {
                batch.Add(session.Sql["memory_vector_release"], work.With());
            }
        },
        cancellationToken);

    public ValueTask<List<T>> ReadAsync<T>(string query, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        session.Reads.RunAsync(
            "make vectors",
            (connection, token) => connection.QueryAsync(session.Sql[query], read, token, [.. parameters.Select(static parameter => parameter.Clone())]),
            cancellationToken);

    public static NpgsqlParameter OfInterval(TimeSpan? time) => new() { NpgsqlDbType = NpgsqlDbType.Interval, Value = time is { } given ? given : DBNull.Value };
}
