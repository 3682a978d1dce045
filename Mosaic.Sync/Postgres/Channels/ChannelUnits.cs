using System.Text;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Npgsql;

namespace Mosaic.Postgres.Channels;

/// <summary>What channels write and read.</summary>
internal sealed class ChannelUnits(PostgresSession session)
{
    /// <summary>Publishes within an open unit.</summary>
    /// <returns>The message's number.</returns>
    public async ValueTask<long> PublishAsync(NpgsqlConnection connection, string channel, string content)
    {
        var command = new NpgsqlCommand(session.Sql["channel_publish"], connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(Text(channel));
        command.Parameters.Add(Bytes(content));
        return (long)(await command.ExecuteScalarAsync().ConfigureAwait(false))!;
    }

    /// <returns>The message's number; 0 when it is not known, since the answer was lost.</returns>
    public ValueTask<long> PublishAsync(string channel, string content, CancellationToken cancellationToken) =>
        session.Units.RunAsync(
            Unit("publish", static reader => reader.GetInt64(0), 0L, "channel_publish", () => [Text(channel), Bytes(content)]), cancellationToken);

    public ValueTask<string> SubscribeAsync(string channel, string name, long? from, Guid lease, CancellationToken cancellationToken) =>
        session.Units.RunAsync(
            Unit(
                "subscribe",
                static reader => reader.GetString(0),
                "ok", // only what was committed is recalled, and what refuses writes nothing that matters: the lease then says it
                "channel_subscribe",
                () => [Text(channel), Text(name), new NpgsqlParameter { Value = (object?)from ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint }, new NpgsqlParameter { Value = (object?)session.Instance ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint }, Lease(lease)]),
            cancellationToken);

    public ValueTask<string> UnsubscribeAsync(string channel, string name, CancellationToken cancellationToken) =>
        session.Units.RunAsync(Unit("unsubscribe", static reader => reader.GetString(0), "ok", "channel_unsubscribe", () => [Text(channel), Text(name)]), cancellationToken);

    public async ValueTask KeepAsync(string channel, string name, Guid lease, long handled) =>
        await session.Units.RunAsync(
            Unit("keep a cursor", static _ => true, true, "channel_keep", () => [Text(channel), Text(name), Lease(lease), new NpgsqlParameter<long> { TypedValue = handled }]),
            CancellationToken.None).ConfigureAwait(false);

    public async ValueTask ReleaseAsync(string channel, string name, Guid lease) =>
        await session.Units.RunAsync(
            Unit("release a subscription", static _ => true, true, "channel_release", () => [Text(channel), Text(name), Lease(lease)]), CancellationToken.None).ConfigureAwait(false);

    public ValueTask<(long Gone, long Unhandled)> TrimAsync(string channel, int messagesMax, int rowsMax, CancellationToken cancellationToken) =>
        session.Units.RunAsync(
            Unit(
                "trim a channel",
                static reader => (reader.GetInt64(0), reader.GetInt64(1)),
                (0L, 0L),
                "channel_trim",
                () => [Text(channel), new NpgsqlParameter<TimeSpan> { TypedValue = Backends.ChannelRules.AgeMax }, new NpgsqlParameter<int> { TypedValue = messagesMax }, new NpgsqlParameter<int> { TypedValue = rowsMax }]),
            cancellationToken);

    public async ValueTask TrimContentsAsync(CancellationToken cancellationToken) =>
        await session.Units.RunAsync(Unit("trim channels", static _ => true, true, "channel_contents_trim", static () => []), cancellationToken).ConfigureAwait(false);

    public ValueTask<List<string>> KeptChannelsAsync(CancellationToken cancellationToken) =>
        ReadAsync("trim channels", "channel_kept", static reader => reader.GetString(0), [], cancellationToken);

    /// <summary>A content that no notification held; null when it is gone.</summary>
    public async ValueTask<string?> ContentAsync(string channel, long number, CancellationToken cancellationToken) =>
        (await ReadAsync(
            "read a message", "channel_content", static reader => Encoding.UTF8.GetString((byte[])reader[0]), [channel, number], cancellationToken).ConfigureAwait(false))
        .FirstOrDefault();

    /// <summary>The messages that follow; null when the lease is another's.</summary>
    public async ValueTask<IReadOnlyList<ChannelMessage>?> PageAsync(string channel, string name, Guid lease, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(
            "read messages",
            "channel_page",
            reader => reader.IsDBNull(0)
                ? null
                : new ChannelMessage(
                    channel,
                    Encoding.UTF8.GetString((byte[])reader[2]),
                    reader.GetInt64(0).ToString(System.Globalization.CultureInfo.InvariantCulture),
                    new DateTimeOffset(reader.GetDateTime(1), TimeSpan.Zero)),
            [channel, name, lease],
            cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : [.. rows.OfType<ChannelMessage>()];
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<byte[]> Bytes(string value) => new() { TypedValue = Encoding.UTF8.GetBytes(value) };

    private static NpgsqlParameter<Guid> Lease(Guid value) => new() { TypedValue = value };

    private WriteUnit<T> Unit<T>(string operation, Func<NpgsqlDataReader, T> read, T recalled, string query, Func<NpgsqlParameter[]> parameters) => new(operation)
    {
        AddStatements = batch =>
        {
            var command = new NpgsqlBatchCommand(session.Sql[query]);
            Array.ForEach(parameters(), parameter => command.Parameters.Add(parameter));
            batch.BatchCommands.Add(command);
        },
        Read = async reader => await reader.ReadAsync().ConfigureAwait(false) ? read(reader) : recalled,
        Recall = _ => recalled,
    };

    private ValueTask<List<T>> ReadAsync<T>(string operation, string query, Func<NpgsqlDataReader, T> read, object[] parameters, CancellationToken cancellationToken) =>
        session.Reads.RunAsync(
            operation,
            (connection, token) => connection.QueryAsync(
                session.Sql[query], read, token, Array.ConvertAll(parameters, static value => new NpgsqlParameter { Value = value })),
            cancellationToken);
}
