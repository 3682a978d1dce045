using Mosaic.Backends;
using Mosaic.Postgres.Memory.Vectors;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>
/// Searches: one snapshot tells which texts have the words, the scorers that the local engine has rank them, the rows answer. Nothing is
/// kept from one search to the next but what cannot have changed.
/// </summary>
internal sealed class MemorySearch(PostgresSession session, PostgresVectors? vectors)
{
    private const int FactorOfMore = 4;
    private const int FeedbackTermsMax = 256;

    private readonly SessionCache _sessions = new(session.Sql);

    public async ValueTask<IReadOnlyList<SearchHit>> RunAsync(MemoryQuery query, int limit, CancellationToken cancellationToken)
    {
        // The embedder is waited for without a connection.
        var asked = vectors is null ? [] : await vectors.BeginAsync(query, cancellationToken).ConfigureAwait(false);
        return await session.Reads.RunAsync("search", (connection, token) => RunAsync(connection, query, asked, limit, token), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<SearchHit>> RunAsync(
        NpgsqlConnection connection, MemoryQuery query, IReadOnlyList<VectorQuery> asked, int limit, CancellationToken cancellationToken)
    {
        var limits = query.Limits;
        var words = WordReach.Of(query, WordReach.IsWider(query) ? await TermsAsync(connection, query, cancellationToken).ConfigureAwait(false) : new Dictionary<string, int>());
        var terms = words.SelectMany(static word => word.Terms).Select(static term => term.Term).Concat(limits.Phrases?.Terms ?? Enumerable.Empty<string>());
        var snapshot = await SnapshotAsync(connection, limits, terms, cancellationToken).ConfigureAwait(false);
        var rows = new SearchRows(connection, session.Sql, cancellationToken);
        var texts = new TextRanking(limits, rows);
        texts.Rank(snapshot, words);
        if (limits.Expand && (limits.Insights || limits.Documents) && words.Count is > 0 and <= RelevanceModel.QueryWordsMax)
        {
            var extended = await ExtendAsync(connection, query, words, texts, snapshot, cancellationToken).ConfigureAwait(false);
            texts.Rank(await SnapshotAsync(
                connection, limits with { Turns = false }, extended.SelectMany(static word => word.Terms).Select(static term => term.Term), cancellationToken).ConfigureAwait(false), extended);
        }

        TurnRanking? turns = null;
        if (limits.Turns)
        {
            turns = new TurnRanking(query, snapshot, words);
            await turns.PrepareAsync(rows).ConfigureAwait(false);
        }

        // Rows that have gone since, or say nothing, leave room for others.
        var (conversations, scores) = (snapshot.Conversations, (List<VectorScores>?)null);
        var reads = asked.Count == 0 ? null : new VectorReads(connection, session.Sql, vectors!, limits, cancellationToken);
        for (var count = limit; ; count = (int)Math.Min((long)count * FactorOfMore, Array.MaxLength))
        {
            var looked = reads is null ? count : Math.Max(count, HybridScores.CandidatesMin);
            List<Candidate> ranked = [.. await texts.FirstAsync(looked).ConfigureAwait(false), .. turns?.First(looked) ?? []];
            ranked.Sort((left, right) => BestFirst(left, right, conversations));
            if (reads is not null)
            {
                List<Candidate> keywords = ranked.Count <= looked ? ranked : ranked[..looked];
                scores ??= await ScoreAsync(reads, asked, snapshot, keywords).ConfigureAwait(false);
                ranked = await new HybridRanking(scores, reads, rows, limits, turns, conversations).RunAsync(
                    keywords, count, session.Options.Fusion, (left, right) => BestFirst(left, right, conversations)).ConfigureAwait(false);
            }

            var more = ranked.Count >= count;
            var hits = await HitsAsync(query, limit, ranked.Take(count).ToList(), rows, conversations).ConfigureAwait(false);
            if (hits.Count == limit || !more)
            {
                return hits;
            }
        }
    }

    private static async ValueTask<List<VectorScores>> ScoreAsync(
        VectorReads reads, IReadOnlyList<VectorQuery> asked, SearchSnapshot snapshot, IReadOnlyList<Candidate> keywords)
    {
        var scores = new List<VectorScores>();
        foreach (var query in asked)
        {
            var texts = query.Part == 0 ? snapshot.Documents.All : snapshot.Conversations.Turns + snapshot.Insights.All;
            scores.Add(await reads.ScoreAsync(query, texts, keywords, snapshot.Conversations).ConfigureAwait(false));
        }

        return scores;
    }

    private static async ValueTask<List<SearchHit>> HitsAsync(
        MemoryQuery query, int limit, List<Candidate> ranked, SearchRows rows, PostgresConversations conversations)
    {
        (long, int) PlaceOf(Candidate turn) => (conversations.Numbers[turn.Session], turn.Number);
        var turns = await rows.TurnsAsync([.. ranked.Where(static candidate => candidate.Key is null).Select(PlaceOf)]).ConfigureAwait(false);
        var hits = new List<SearchHit>();
        foreach (var candidate in ranked)
        {
            // A turn of a call or a picture may have no text; that it stands beside the right ones tells nothing.
            var text = candidate.Text ?? turns.GetValueOrDefault(PlaceOf(candidate));
            if (hits.Count < limit && text is not null && !string.IsNullOrWhiteSpace(text.Text) && query.Limits.Admit(text))
            {
                hits.Add(query.ToHit(text, candidate.Score) with { Distance = candidate.Similarity is { } cosine ? 1 - Math.Clamp(cosine, -1, 1) : null });
            }
        }

        return hits;
    }

    /// <summary>Equal scores the latest first, then by key, so that an answer is always the same.</summary>
    private static int BestFirst(Candidate left, Candidate right, PostgresConversations conversations) =>
        left.Score != right.Score ? right.Score.CompareTo(left.Score)
        : left.At != right.At ? right.At.CompareTo(left.At)
        : left.Key is { } one && right.Key is { } other ? one.CompareTo(other)
        : left.Key is not null ? -1
        : right.Key is not null ? 1
        : left.Session == right.Session ? left.Number.CompareTo(right.Number)
        : Utf8Order.CompareNames(conversations.IdOf(left.Session), conversations.IdOf(right.Session));

    private ValueTask<SearchSnapshot> SnapshotAsync(
        NpgsqlConnection connection, SearchLimits limits, IEnumerable<string> terms, CancellationToken cancellationToken) =>
        SearchSnapshot.ReadAsync(connection, session.Sql, _sessions, limits, [.. terms.Distinct(StringComparer.Ordinal)], cancellationToken);

    private async ValueTask<IReadOnlyList<QueryWord>> ExtendAsync(
        NpgsqlConnection connection, MemoryQuery query, IReadOnlyList<QueryWord> words, TextRanking texts, SearchSnapshot snapshot, CancellationToken cancellationToken)
    {
        var best = await texts.FirstAsync(RelevanceModel.TextsMax).ConfigureAwait(false);
        var model = new RelevanceModel(best.Select(static text => (text.Text!.Text, text.Score)));
        var command = new NpgsqlCommand(session.Sql["memory_search_counts"], connection)
        {
            Parameters =
            {
                SearchSnapshot.User(query.Limits),
                SearchSnapshot.Of<string[]>([.. model.Candidates.Take(FeedbackTermsMax)]),
                SearchSnapshot.Of(query.Limits.Turns),
                SearchSnapshot.Of(query.Limits.Documents),
            },
        };
        await using var _ = command.ConfigureAwait(false);
        var counts = (await MemoryContext.ReadAsync(command, static row => (Term: row.GetString(0), Count: row.GetInt64(1)), cancellationToken).ConfigureAwait(false))
            .ToDictionary(static row => row.Term, static row => row.Count, StringComparer.Ordinal);
        var all = snapshot.Insights.All + snapshot.Documents.All + snapshot.Conversations.Turns;
        return model.Extend(query, words, term => (counts.GetValueOrDefault(term, long.MaxValue), all));
    }

    /// <summary>The terms of the searched memory that the words may stand for, each with how many texts have it.</summary>
    private async ValueTask<Dictionary<string, int>> TermsAsync(NpgsqlConnection connection, MemoryQuery query, CancellationToken cancellationToken)
    {
        var limits = query.Limits;
        var command = new NpgsqlCommand(session.Sql["memory_search_terms"], connection)
        {
            Parameters =
            {
                SearchSnapshot.User(limits),
                SearchSnapshot.Of<string[]>([.. WordReach.Beginnings(query)]),
                SearchSnapshot.Of(limits.Turns),
                SearchSnapshot.Of(limits.Insights || limits.Turns),
                SearchSnapshot.Of(limits.Documents),
            },
        };
        await using var _ = command.ConfigureAwait(false);
        return (await MemoryContext.ReadAsync(command, static row => (Term: row.GetString(0), Count: row.GetInt32(1)), cancellationToken).ConfigureAwait(false))
            .ToDictionary(static row => row.Term, static row => row.Count, StringComparer.Ordinal);
    }
}
