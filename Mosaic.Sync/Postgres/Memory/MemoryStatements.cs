using Mosaic.Backends;
using Npgsql;

namespace Mosaic.Postgres.Memory;

/// <summary>
/// The statements that write memory, for a unit of memory's own or anybody's: what they throw is <see cref="MemoryRefusals"/>' to tell.
/// The key is that of the unit that keeps what it answers; null: none does.
/// </summary>
internal sealed class MemoryStatements(Sql sql)
{
    public NpgsqlBatchCommand SetPreference(string user, string key, byte[] raw) => new(sql["memory_set_preference"])
    {
        Parameters = { Of(user), Of(key), Of(raw) },
    };

    public NpgsqlBatchCommand DeletePreference(Guid? unit, string user, string key) => new(sql["memory_delete_preference"])
    {
        Parameters = { Of(unit), Of(user), Of(key) },
    };

    /// <summary>Answers the time of those that have none, as ticks.</summary>
    public NpgsqlBatchCommand StoreInsights(Guid? unit, IReadOnlyList<InsightDraft> drafts)
    {
        var postings = new PostingArrays();
        var words = new int[drafts.Count];
        for (var i = 0; i < drafts.Count; i++)
        {
            words[i] = postings.AddText(drafts[i].Content.Content);
        }

        return new(sql["memory_store"])
        {
            Parameters =
            {
                Of(unit),
                All(drafts, static draft => draft.Id),
                All(drafts, static draft => draft.Content.User),
                All(drafts, static draft => draft.Json),
                All(drafts, static draft => draft.Content.Created == default ? null : (long?)draft.Content.Created.UtcTicks),
                All(drafts, static draft => draft.Content.Relevance),
                All(drafts, static draft => draft.Content.Decayed?.UtcTicks),
                All(drafts, static draft => draft.Content.Expires?.UtcTicks),
                All(drafts, static draft => draft.Content.Session),
                All(drafts, static draft => (short)draft.Content.Category),
                All(drafts, static draft => (short)draft.Content.Source),
                Of(words),
                All(drafts, static draft => draft.Content.Supersedes),
                All(drafts, static draft => draft.Embedding is { } vector ? VectorBytes.Of(vector.Span) : null),
                Of<int[]>([.. drafts.SelectMany(static (draft, place) => draft.Content.Provenance.Select(_ => place + 1))]),
                Of<string[]>([.. drafts.SelectMany(static draft => draft.Content.Provenance)]),
                Of(postings.Owners),
                Of(postings.Terms),
                Of(postings.Times),
            },
        };
    }

    public NpgsqlBatchCommand DeleteInsight(Guid? unit, string id, UserScope scope) => new(sql["memory_delete_insight"])
    {
        Parameters = { Of(unit), Of(id), Of(scope.User) },
    };

    public NpgsqlBatchCommand SetRelevance(Guid? unit, string id, UserScope scope, double relevance) => new(sql["memory_set_relevance"])
    {
        Parameters = { Of(unit), Of(id), Of(scope.User), Of(relevance) },
    };

    public NpgsqlBatchCommand Decay(Guid? unit, string user, TimeSpan halfLife, double floor) => new(sql["memory_decay"])
    {
        Parameters = { Of(unit), Of(user), Of(halfLife.Ticks), Of(floor) },
    };

    public NpgsqlBatchCommand Expire(Guid? unit, int insightsMax) => new(sql["memory_expire"]) { Parameters = { Of(unit), Of(insightsMax) } };

    public NpgsqlBatchCommand Archive(Guid? unit, string session, UserScope scope) => new(sql["memory_archive"])
    {
        Parameters = { Of(unit), Of(session), Of(scope.User) },
    };

    public NpgsqlBatchCommand Forget(Guid? unit, string user) => new(sql["memory_forget"]) { Parameters = { Of(unit), Of(user) } };

    /// <exception cref="MosaicException">A session has turns of two users.</exception>
    public NpgsqlBatchCommand AppendTurns(IReadOnlyList<TurnDraft> drafts)
    {
        var sessions = new Dictionary<string, (int Place, string User, int Turns)>(StringComparer.Ordinal);
        var postings = new PostingArrays();
        var (sessionOf, numbers, words) = (new int[drafts.Count], new int[drafts.Count], new int[drafts.Count]);
        for (var i = 0; i < drafts.Count; i++)
        {
            var draft = drafts[i];
            (int Place, string User, int Turns) session = sessions.TryGetValue(draft.Session, out var known) ? known : (sessions.Count + 1, draft.Content.User, 0);
            if (session.User != draft.Content.User)
            {
                throw MemoryErrors.ForeignSession(draft.Session);
            }

            session.Turns++;
            sessions[draft.Session] = session;
            (sessionOf[i], numbers[i]) = (session.Place, session.Turns);
            words[i] = postings.AddTurn(draft.Content.Content);
        }

        string[] ids = [.. sessions.OrderBy(static pair => pair.Value.Place).Select(static pair => pair.Key)];
        return new(sql["memory_append"])
        {
            Parameters =
            {
                Of(ids),
                Of(Array.ConvertAll(ids, id => sessions[id].User)),
                Of(sessionOf),
                Of(numbers),
                All(drafts, static draft => draft.Content.Id),
                All(drafts, static draft => draft.Content.Speaker),
                All(drafts, static draft => draft.Json),
                All(drafts, static draft => draft.Content.At == default ? null : (long?)draft.Content.At.UtcTicks),
                All(drafts, static draft => draft.Content.At == default ? null : (int?)DateOnly.FromDateTime(draft.Content.At.DateTime).DayNumber),
                Of(words),
                Of(postings.Owners),
                Of(postings.Terms),
                Of(postings.Times),
            },
        };
    }

    private static NpgsqlParameter Of<T>(T value) => value is null
        ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = typeof(T) == typeof(string) ? NpgsqlTypes.NpgsqlDbType.Text : NpgsqlTypes.NpgsqlDbType.Uuid }
        : new NpgsqlParameter<T> { TypedValue = value };

    private static NpgsqlParameter<T[]> All<TDraft, T>(IReadOnlyList<TDraft> drafts, Func<TDraft, T> one) => new() { TypedValue = [.. drafts.Select(one)] };
}
