using System.Collections.Concurrent;
using Npgsql;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>
/// What this process knows of sessions. Each search reads how many turns they have, and from here only what was there already: nothing
/// that another process wrote is missed.
/// </summary>
internal sealed class SessionCache(Sql sql)
{
    private const int BlockTurns = 64;
    private const long TurnsMax = 4_000_000;

    private readonly ConcurrentDictionary<long, SessionFacts> _sessions = new();
    private readonly ConcurrentDictionary<string, string> _speakers = new(StringComparer.Ordinal);
    private long _turns;

    /// <summary>The facts of sessions, in their order; null: the session is gone.</summary>
    /// <param name="connection">To read by.</param>
    /// <param name="sessions">Their numbers.</param>
    /// <param name="turns">How many turns each has at least.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<SessionFacts?[]> GetAsync(NpgsqlConnection connection, long[] sessions, int[] turns, CancellationToken cancellationToken)
    {
        var facts = new SessionFacts?[sessions.Length];
        var (missing, blocks, places) = (new List<long>(), new List<int>(), new Dictionary<long, int>());
        for (var i = 0; i < sessions.Length; i++)
        {
            if (!_sessions.TryGetValue(sessions[i], out facts[i]) || facts[i]!.Turns < turns[i])
            {
                missing.Add(sessions[i]);
                blocks.Add((facts[i]?.Turns ?? 0) / BlockTurns);
                places.Add(sessions[i], i);
            }
        }

        if (missing.Count > 0)
        {
            await ReadAsync(connection, missing, blocks, facts, places, cancellationToken).ConfigureAwait(false);
        }

        for (var i = 0; i < facts.Length; i++)
        {
            facts[i] = facts[i]?.Turns >= turns[i] ? facts[i] : null;
        }

        return facts;
    }

    private async ValueTask ReadAsync(
        NpgsqlConnection connection, List<long> missing, List<int> blocks, SessionFacts?[] facts, Dictionary<long, int> places, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql["memory_search_blocks"], connection)
        {
            Parameters = { new NpgsqlParameter<long[]> { TypedValue = [.. missing] }, new NpgsqlParameter<int[]> { TypedValue = [.. blocks] } },
        };
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var (speakers, days, ats) = (new List<string>(), new List<int>(), new List<long>());
        var (session, id) = (0L, "");
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (reader.GetInt64(0) != session)
            {
                Add();
                (session, id) = (reader.GetInt64(0), reader.GetString(1));
                var known = facts[places[session]];
                var from = reader.GetInt32(2) * BlockTurns;
                speakers.AddRange(known?.Speakers[..from] ?? []);
                days.AddRange(known?.Days[..from] ?? []);
                ats.AddRange(known?.Ats[..from] ?? []);
            }

            AddBlock(reader);
        }

        Add();

        void AddBlock(NpgsqlDataReader row)
        {
            speakers.AddRange(row.GetFieldValue<string[]>(3).Select(Interned));
            days.AddRange(row.GetFieldValue<int[]>(4));
            ats.AddRange(row.GetFieldValue<long[]>(5));
        }

        void Add()
        {
            if (speakers.Count > 0)
            {
                Keep(session, facts[places[session]] = new SessionFacts(id, [.. speakers], [.. days], [.. ats]));
            }

            speakers.Clear();
            days.Clear();
            ats.Clear();
        }
    }

    private string Interned(string speaker) => _speakers.GetOrAdd(speaker, speaker);

    private void Keep(long session, SessionFacts facts)
    {
        if (Interlocked.Add(ref _turns, facts.Turns) > TurnsMax)
        {
            _sessions.Clear();
            _speakers.Clear();
            Interlocked.Exchange(ref _turns, facts.Turns);
        }

        _sessions[session] = facts;
    }
}
