using Mosaic.Backends;
using Mosaic.Postgres.Memory.Vectors;
using Npgsql;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>
/// Compares a query's vector with those of a part: all of them by pgvector, or here where that is not there, as they come and none is
/// kept; of many the nearest by the index, and then all of the sessions that those are in.
/// </summary>
internal sealed class VectorReads(NpgsqlConnection connection, Sql sql, PostgresVectors vectors, SearchLimits limits, CancellationToken cancellationToken)
{
    private const int NearestCount = HybridScores.CandidatesMin;

    /// <param name="query">What is compared.</param>
    /// <param name="texts">About how many texts the part has.</param>
    /// <param name="keywords">What keywords found: of these it is told as well, however far they are.</param>
    /// <param name="conversations">Whose sessions are found.</param>
    public async ValueTask<VectorScores> ScoreAsync(VectorQuery query, long texts, IReadOnlyList<Candidate> keywords, PostgresConversations conversations)
    {
        var wanted = keywords.Select(static candidate => candidate.Key).OfType<TextKey>().ToHashSet();
        var server = await vectors.ServerAsync(connection, query.Model.Dimensions, cancellationToken).ConfigureAwait(false);
        var scores = new VectorScores(query, server is not null);
        if (server is null)
        {
            var quantized = new QuantizedVector(query.Vector);
            await ReadAsync(sql["memory_vector_bytes"], scores, wanted, row => quantized.Dot(row.GetFieldValue<byte[]>(4)), [Of(query.Part), Of(query.Model.Number), .. Kinds()]).ConfigureAwait(false);
            return scores;
        }

        if (texts <= vectors.Settings.ExactMax || !query.IsIndexed || server is not { SearchesOn: true, IsFilled: true }
            || await NearestAsync(server, query).ConfigureAwait(false) is not { } nearest || nearest.Count < NearestCount)
        {
            await ReadAsync(
                server.Apply(sql["memory_vector_scores"]), scores, wanted, static row => row.GetFloat(4), [Of(query.Part), Of(query.Model.Number), Of(query.Vector), .. Kinds()]).ConfigureAwait(false);
            return scores;
        }

        long[] sessions = [.. nearest.Where(static near => near.Session > 0).Select(static near => near.Session)
            .Concat(keywords.Where(static candidate => candidate.Key is null).Select(candidate => conversations.Numbers[candidate.Session])).Distinct()];
        await ReadAsync(
            server.Apply(sql["memory_vector_session_scores"]), scores, wanted, static row => row.GetFloat(4), [Of(query.Part), Of(query.Model.Number), Of(query.Vector), Of(sessions)]).ConfigureAwait(false);
        TextKey[] found = [.. nearest.Where(static near => near.Session == 0).Select(static near => near.Key).Concat(wanted.Where(key => key.IsDocument == (query.Part == 0))).Distinct()];
        await ReadAsync(
            server.Apply(sql["memory_vector_text_scores"]),
            scores,
            wanted,
            static row => row.GetFloat(4),
            [Of(query.Part), Of(query.Model.Number), Of(query.Vector), Of(Array.ConvertAll(found, static key => key.Collection)), Of(Array.ConvertAll(found, static key => key.Id))]).ConfigureAwait(false);
        return scores;
    }

    /// <summary>The vectors of some candidates, by floats.</summary>
    public async ValueTask<Dictionary<(TextKey? Key, long Session, int Number), float[]>> NumbersAsync(
        VectorQuery query, IReadOnlyList<(TextKey? Key, long Session, int Number)> candidates)
    {
        var rows = await connection.QueryAsync(
            sql["memory_vector_numbers"],
            row => (Key: (row.GetInt64(0) > 0 ? (TextKey?)null : new TextKey(query.Part == 0, row.GetString(2), row.GetString(3)), row.GetInt64(0), row.GetInt32(1)), Numbers: row.GetFieldValue<float[]>(4)),
            cancellationToken,
            Of(query.Part),
            Of(query.Model.Number),
            Of<long[]>([.. candidates.Select(static candidate => candidate.Session)]),
            Of<int[]>([.. candidates.Select(static candidate => candidate.Number)]),
            Of<string[]>([.. candidates.Select(static candidate => candidate.Key?.Collection ?? "")]),
            Of<string[]>([.. candidates.Select(static candidate => candidate.Key?.Id ?? "")])).ConfigureAwait(false);
        return rows.ToDictionary(static row => row.Key, static row => row.Numbers);
    }

    private async ValueTask<List<(long Session, TextKey Key)>> NearestAsync(VectorServer server, VectorQuery query)
    {
        var batch = new NpgsqlBatch(connection);
        await using var _ = batch.ConfigureAwait(false);
        batch.Add("begin read only");
        batch.Add($"set local hnsw.ef_search = {NearestCount}");
        batch.Add("set local hnsw.iterative_scan = relaxed_order");
        batch.Add(server.Apply(sql["memory_vector_nearest"], query.Model), [Of(query.Part), Of(query.Vector), .. Kinds(), Of(NearestCount)]);
        batch.Add("commit");
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var nearest = new List<(long Session, TextKey Key)>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            nearest.Add((reader.GetInt64(0), new TextKey(query.Part == 0, reader.GetString(2), reader.GetString(3))));
        }

        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
        {
            // To the end of the transaction.
        }

        return nearest;
    }

    private async ValueTask ReadAsync(
        string text, VectorScores scores, IReadOnlySet<TextKey> wanted, Func<NpgsqlDataReader, float> similarity, NpgsqlParameter[] parameters)
    {
        var command = connection.Command(text, parameters);
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var (session, turns) = (0L, new List<(int Number, float Similarity)>());
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var of = reader.GetInt64(0);
            if (of != session && turns.Count > 0)
            {
                scores.AddSession(session, turns);
                turns.Clear();
            }

            session = of;
            if (of > 0)
            {
                turns.Add((reader.GetInt32(1), similarity(reader)));
            }
            else
            {
                scores.AddText(new TextKey(scores.Query.Part == 0, reader.GetString(2), reader.GetString(3)), similarity(reader), wanted);
            }
        }

        if (turns.Count > 0)
        {
            scores.AddSession(session, turns);
        }
    }

    private NpgsqlParameter[] Kinds() =>
        [Of(limits.Turns), Of(limits.Insights || limits.Documents), new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = (object?)limits.Collection ?? DBNull.Value }];

    private static NpgsqlParameter Of<T>(T value) => SearchSnapshot.Of(value);
}
