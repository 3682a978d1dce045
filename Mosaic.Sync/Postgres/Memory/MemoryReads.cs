using Mosaic.Backends;
using Npgsql;

namespace Mosaic.Postgres.Memory;

/// <summary>Single rows of memory, as the transaction of a connection sees them.</summary>
internal static class MemoryReads
{
    public static ValueTask<PreferenceRow?> PreferenceAsync(NpgsqlConnection connection, Sql sql, string user, string key, CancellationToken cancellationToken) =>
        FirstAsync(
            connection,
            sql["memory_get_preference"],
            [user, key],
            static row => new PreferenceRow(row.GetFieldValue<byte[]>(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt64(2)),
            cancellationToken);

    /// <summary>An insight that has not expired.</summary>
    public static ValueTask<InsightRow?> InsightAsync(NpgsqlConnection connection, Sql sql, string id, CancellationToken cancellationToken) =>
        FirstAsync(connection, sql["memory_get_insight"], [id], static row => new InsightRow(row.GetString(0), ReadInsight(row), row.GetInt64(7)), cancellationToken);

    public static ValueTask<TurnRow?> TurnAsync(NpgsqlConnection connection, Sql sql, string id, CancellationToken cancellationToken) =>
        FirstAsync(connection, sql["memory_get_turn"], [id], static row => new TurnRow(row.GetString(0), ReadTurn(row, 1)), cancellationToken);

    /// <summary>The user of a session; null: it is absent.</summary>
    public static ValueTask<string?> SessionOwnerAsync(NpgsqlConnection connection, Sql sql, string id, CancellationToken cancellationToken) =>
        FirstAsync(connection, sql["memory_session_owner"], [id], static row => row.GetString(0), cancellationToken);

    /// <summary>Columns id, raw, at, relevance, decayed, superseded_by: what has changed since it was stored stands beside its bytes.</summary>
    public static InsightContent ReadInsight(NpgsqlDataReader row)
    {
        var content = InsightContent.Decode(row.GetFieldValue<byte[]>(1));
        var at = row.GetInt64(2);
        content.Created = content.Created.UtcTicks == at ? content.Created : new DateTimeOffset(at, TimeSpan.Zero);
        content.Relevance = row.GetDouble(3);
        if (!row.IsDBNull(4) && content.Decayed?.UtcTicks != row.GetInt64(4))
        {
            content.Decayed = new DateTimeOffset(row.GetInt64(4), TimeSpan.Zero);
        }

        content.SupersededBy = row.IsDBNull(5) ? null : row.GetString(5);
        return content;
    }

    /// <summary>Columns raw and at, from one on.</summary>
    public static TurnContent ReadTurn(NpgsqlDataReader row, int column)
    {
        var content = TurnContent.Decode(row.GetFieldValue<byte[]>(column));
        return content.At == default ? content with { At = new DateTimeOffset(row.GetInt64(column + 1), TimeSpan.Zero) } : content;
    }

    private static async ValueTask<T?> FirstAsync<T>(
        NpgsqlConnection connection, string query, string[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
        where T : class
    {
        var command = new NpgsqlCommand(query, connection);
        await using var _ = command.ConfigureAwait(false);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        }

        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? read(reader) : null;
    }
}
