using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using Npgsql;

namespace Mosaic.Postgres.Changes;

/// <summary>What is asked of the change record.</summary>
internal sealed class ChangeReads(PostgresSession session)
{
    /// <summary>Some entries that are visible from a number on, and then up to where the record is trimmed.</summary>
    public ValueTask<(List<ChangeEntry> Entries, long TrimmedTo)> ReadAsync(long from, CancellationToken cancellationToken) =>
        session.Reads.RunAsync(
            "feed",
            async (connection, token) =>
            {
                var batch = connection.CreateBatch();
                await using var _ = batch.ConfigureAwait(false);
                batch.BatchCommands.Add(new NpgsqlBatchCommand(session.Sql["changes_read"]) { Parameters = { new NpgsqlParameter<long> { TypedValue = from } } });
                batch.BatchCommands.Add(new NpgsqlBatchCommand(session.Sql["changes_trimmed"])); // after the rows: what is missing among them may be
                var reader = await batch.ExecuteReaderAsync(token).ConfigureAwait(false);
                await using var __ = reader.ConfigureAwait(false);
                var entries = new List<ChangeEntry>();
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                {
                    entries.Add(new ChangeEntry(
                        reader.GetInt64(0),
                        (ulong)reader.GetInt64(1),
                        await reader.GetFieldValueAsync<DateTimeOffset>(2, token).ConfigureAwait(false),
                        reader.GetString(3),
                        reader.GetString(4),
                        await reader.GetFieldValueAsync<string[]>(5, token).ConfigureAwait(false),
                        await reader.GetFieldValueAsync<long[]>(6, token).ConfigureAwait(false),
                        reader.GetBoolean(7) ? ChangeOperation.Delete : ChangeOperation.Put));
                }

                await reader.NextResultAsync(token).ConfigureAwait(false);
                await reader.ReadAsync(token).ConfigureAwait(false);
                return (entries, reader.GetInt64(0));
            },
            cancellationToken);

    /// <summary>The transactions that have drawn a number and not ended.</summary>
    public ValueTask<HashSet<string>> WritersAsync(CancellationToken cancellationToken) =>
        OneAsync("changes_writers", null, static reader => reader.GetFieldValue<string[]>(0).ToHashSet(StringComparer.Ordinal), cancellationToken);

    /// <summary>The last number that was drawn.</summary>
    public ValueTask<long> LastAsync(CancellationToken cancellationToken) =>
        OneAsync("changes_last", null, static reader => reader.GetInt64(0), cancellationToken);

    public ValueTask<long> TrimmedAsync(CancellationToken cancellationToken) =>
        OneAsync("changes_trimmed", null, static reader => reader.GetInt64(0), cancellationToken);

    public ValueTask<FeedCursor> HeadAsync(long upTo, CancellationToken cancellationToken) =>
        OneAsync("changes_head", upTo, reader => new FeedCursor(session.StoreId, reader.GetInt64(0), (ulong)reader.GetInt64(1), FeedCursor.WholeUnit), cancellationToken);

    public ValueTask<ChangePlace> PlaceAsync(long number, CancellationToken cancellationToken) =>
        OneAsync(
            "changes_place",
            number,
            static reader => new ChangePlace(reader.GetInt64(0), (ulong)reader.GetInt64(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : (ulong)reader.GetInt64(3)),
            cancellationToken);

    /// <summary>Has units tell of changes for a while.</summary>
    public async ValueTask FollowAsync(TimeSpan time, CancellationToken cancellationToken) =>
        await session.Reads.RunAsync(
            "feed",
            async (connection, token) =>
            {
                var command = Command(connection, "changes_follow", time);
                await using var _ = command.ConfigureAwait(false);
                return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);

    private ValueTask<T> OneAsync<T>(string query, long? number, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        session.Reads.RunAsync(
            "feed",
            async (connection, token) =>
            {
                var command = Command(connection, query, number);
                await using var _ = command.ConfigureAwait(false);
                var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                await using var __ = reader.ConfigureAwait(false);
                await reader.ReadAsync(token).ConfigureAwait(false);
                return read(reader);
            },
            cancellationToken);

    private NpgsqlCommand Command(NpgsqlConnection connection, string query, object? parameter)
    {
        var command = new NpgsqlCommand(session.Sql[query], connection);
        if (parameter is not null)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return command;
    }
}
