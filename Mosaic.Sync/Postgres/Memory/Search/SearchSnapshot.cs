using Mosaic.Backends;
using Npgsql;
using NpgsqlTypes;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>What one search ranks by: which texts have its terms, read at one moment.</summary>
internal sealed class SearchSnapshot
{
    private long[] _sessions = [];
    private int[] _turns = [];
    private long[] _words = [];

    public FoundTurns Turns { get; } = new();

    public FoundTexts Insights { get; } = new();

    public FoundTexts Documents { get; } = new();

    public PostgresConversations Conversations { get; private set; } = new([], [], [], []);

    /// <summary>Reads for a query.</summary>
    /// <param name="connection">Outside a transaction.</param>
    /// <param name="sql">The queries.</param>
    /// <param name="sessions">What is known already of sessions.</param>
    /// <param name="limits">What is searched.</param>
    /// <param name="terms">What is looked for.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async ValueTask<SearchSnapshot> ReadAsync(
        NpgsqlConnection connection, Sql sql, SessionCache sessions, SearchLimits limits, string[] terms, CancellationToken cancellationToken)
    {
        var snapshot = new SearchSnapshot();
        var batch = new NpgsqlBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            Add(batch, "begin isolation level repeatable read read only");
            Add(batch, sql["memory_search_totals"], User(limits), Of(limits.Insights || limits.Turns), Of(limits.Documents));
            Add(batch, sql["memory_search_texts"], User(limits), Of(terms), Of(limits.Insights || limits.Turns), Of(limits.Documents));
            if (limits.Turns)
            {
                Add(batch, sql["memory_search_sessions"], User(limits));
                Add(batch, sql["memory_search_turns"], User(limits), Of(terms));
            }

            Add(batch, "commit");
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = reader.ConfigureAwait(false);
            await snapshot.ReadTextsAsync(reader, terms, cancellationToken).ConfigureAwait(false);
            if (limits.Turns)
            {
                await snapshot.ReadTurnsAsync(reader, terms, cancellationToken).ConfigureAwait(false);
            }

            while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
            {
                // To the end of the transaction.
            }
        }

        var facts = await sessions.GetAsync(connection, snapshot._sessions, snapshot._turns, cancellationToken).ConfigureAwait(false);
        snapshot.Conversations = new PostgresConversations(snapshot._sessions, snapshot._turns, snapshot._words, facts);
        return snapshot;
    }

    public static NpgsqlParameter User(SearchLimits limits) => new() { Value = (object?)limits.User ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    private static void Add(NpgsqlBatch batch, string query, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(query);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }

    private async ValueTask ReadTextsAsync(NpgsqlDataReader reader, string[] terms, CancellationToken cancellationToken)
    {
        // Npgsql passes over the statements that answer no rows.
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var texts = reader.GetBoolean(0) ? Documents : Insights;
            (texts.All, texts.Terms) = (reader.GetInt64(1), reader.GetInt64(2));
        }

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var isDocument = reader.GetBoolean(1);
            (isDocument ? Documents : Insights).Add(
                terms[reader.GetInt32(0) - 1],
                new TextKey(isDocument, reader.GetString(3), reader.GetString(4)),
                reader.GetInt32(5),
                reader.GetInt32(6),
                reader.GetInt64(7));
        }
    }

    private async ValueTask ReadTurnsAsync(NpgsqlDataReader reader, string[] terms, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        ReadSessions(reader);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            ReadTurn(reader, terms);
        }
    }

    private void ReadSessions(NpgsqlDataReader row) =>
        (_sessions, _turns, _words) = (row.GetFieldValue<long[]>(0), row.GetFieldValue<int[]>(1), row.GetFieldValue<long[]>(2));

    private void ReadTurn(NpgsqlDataReader row, string[] terms) => Turns.Add(terms[row.GetInt32(0) - 1], row.GetInt64(1), row.GetFieldValue<long[]>(2));
}
