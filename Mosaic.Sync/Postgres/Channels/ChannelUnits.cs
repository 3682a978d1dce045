using System.Globalization;
using System.Text;
using Mosaic.Postgres.Sessions;
using Mosaic.Postgres.Units;
using Npgsql;

namespace Mosaic.Postgres.Channels;

/// <summary>What channels write and read.</summary>
internal sealed class ChannelUnits(PostgresSession session)
{
    /// <summary>For how long a subscription is its handler's where there are no instances, and renewed well before.</summary>
    public static TimeSpan LeaseTime { get; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long messages are kept for a poller, at the least; contents are let go after as much.</summary>
    public static TimeSpan PolledFor { get; } = TimeSpan.FromMinutes(10);

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

    /// <returns>The message's number; 0 when it is not known, since the answer was lost: then nobody waits for its delivery.</returns>
    public ValueTask<long> PublishAsync(string channel, string content, CancellationToken cancellationToken) =>
        session.Units.RunAsync(
            Unit("publish", static reader => reader.GetInt64(0), 0L, "channel_publish", () => [Text(channel), Bytes(content)]), cancellationToken);

    /// <returns>What the server's function answers.</returns>
    public ValueTask<string> SubscribeAsync(string channel, string name, long? from, Guid lease, CancellationToken cancellationToken) =>
        session.Units.RunAsync(
            Kept(
                "subscribe",
                static reader => reader.GetString(0),
                static kept => kept,
                "channel_subscribe",
                key => [Text(channel), Text(name), Number(from), Number(session.Instance), Of(lease), Of(LeaseTime), Of(key)]),
            cancellationToken);

    /// <returns>What the server's function answers.</returns>
    public ValueTask<string> UnsubscribeAsync(string channel, string name, CancellationToken cancellationToken) =>
        session.Units.RunAsync(
            Kept("unsubscribe", static reader => reader.GetString(0), static kept => kept, "channel_unsubscribe", key => [Text(channel), Text(name), Of(key)]), cancellationToken);

    /// <summary>Behind a transaction pooler: has what is published from here on wait for the poller too.</summary>
    /// <returns>The number that all of it is above.</returns>
    public ValueTask<long> PollAsync(string channel, Guid poller, CancellationToken cancellationToken) =>
        session.Units.RunAsync(
            Kept(
                "subscribe",
                static reader => reader.GetInt64(0),
                static kept => long.Parse(kept, CultureInfo.InvariantCulture),
                "channel_poll",
                key => [Text(channel), Of(poller), Of(PolledFor), Of(key)]),
            cancellationToken);

    /// <summary>Behind a transaction pooler: goes on with the leases of subscriptions, and with having messages wait for the poller.</summary>
    public async ValueTask RenewAsync(
        IReadOnlyCollection<PostgresSubscription> held, string[] channels, Guid poller, CancellationToken cancellationToken) =>
        await session.Units.RunAsync(
            Unit("renew subscriptions", static _ => true, true, "channel_renew", () => [.. Held(held), Of(LeaseTime), Of(channels), Of(poller), Of(PolledFor)]),
            cancellationToken).ConfigureAwait(false);

    /// <summary>Of these subscriptions, those that have something to read, or are another's.</summary>
    public ValueTask<List<(string Channel, string Name)>> WaitingAsync(IReadOnlyCollection<PostgresSubscription> held, CancellationToken cancellationToken) =>
        ReadAsync("look for messages", "channel_waiting", static reader => (reader.GetString(0), reader.GetString(1)), () => Held(held), cancellationToken);

    /// <summary>What came to channels above a number of each, in the order of numbers; a page of it.</summary>
    public ValueTask<List<ChannelMessage>> PolledAsync(string[] channels, long[] after, CancellationToken cancellationToken) =>
        ReadAsync("look for messages", "channel_polled", static reader => Message(reader.GetString(0), reader, 1), () => [Of(channels), Of(after)], cancellationToken);

    public async ValueTask KeepAsync(string channel, string name, Guid lease, long handled) =>
        await session.Units.RunAsync(
            Unit("keep a cursor", static _ => true, true, "channel_keep", () => [Text(channel), Text(name), Of(lease), Of(handled)]),
            CancellationToken.None).ConfigureAwait(false);

    public async ValueTask ReleaseAsync(string channel, string name, Guid lease) =>
        await session.Units.RunAsync(
            Unit("release a subscription", static _ => true, true, "channel_release", () => [Text(channel), Text(name), Of(lease)]), CancellationToken.None).ConfigureAwait(false);

    public ValueTask<(long Gone, long Unhandled)> TrimAsync(string channel, int messagesMax, int rowsMax, CancellationToken cancellationToken) =>
        session.Units.RunAsync(
            Unit(
                "trim a channel",
                static reader => (reader.GetInt64(0), reader.GetInt64(1)),
                (0L, 0L),
                "channel_trim",
                () => [Text(channel), Of(Backends.ChannelRules.AgeMax), Of(messagesMax), Of(rowsMax)]),
            cancellationToken);

    public async ValueTask TrimContentsAsync(CancellationToken cancellationToken) =>
        await session.Units.RunAsync(Unit("trim channels", static _ => true, true, "channel_contents_trim", static () => []), cancellationToken).ConfigureAwait(false);

    public ValueTask<List<string>> KeptChannelsAsync(CancellationToken cancellationToken) =>
        ReadAsync("trim channels", "channel_kept", static reader => reader.GetString(0), static () => [], cancellationToken);

    /// <summary>A content that no notification held; null when it is gone.</summary>
    public async ValueTask<string?> ContentAsync(string channel, long number, CancellationToken cancellationToken) =>
        (await ReadAsync(
            "read a message", "channel_content", static reader => Encoding.UTF8.GetString((byte[])reader[0]), () => [Text(channel), Of(number)], cancellationToken).ConfigureAwait(false))
        .FirstOrDefault();

    /// <summary>The messages that follow; null when the lease is another's.</summary>
    public async ValueTask<IReadOnlyList<ChannelMessage>?> PageAsync(string channel, string name, Guid lease, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(
            "read messages",
            "channel_page",
            reader => reader.IsDBNull(0) ? null : Message(channel, reader, 0),
            () => [Text(channel), Text(name), Of(lease)],
            cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : [.. rows.OfType<ChannelMessage>()];
    }

    private static ChannelMessage Message(string channel, NpgsqlDataReader reader, int at) => new(
        channel,
        Encoding.UTF8.GetString((byte[])reader[at + 2]),
        reader.GetInt64(at).ToString(CultureInfo.InvariantCulture),
        new DateTimeOffset(reader.GetDateTime(at + 1), TimeSpan.Zero));

    private static NpgsqlParameter<string> Text(string value) => Of(value);

    private static NpgsqlParameter<byte[]> Bytes(string value) => Of(Encoding.UTF8.GetBytes(value));

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter Number(long? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint };

    private static NpgsqlParameter[] Held(IReadOnlyCollection<PostgresSubscription> held) =>
    [
        Of(held.Select(static subscription => subscription.OfChannel).ToArray()),
        Of(held.Select(static subscription => subscription.Name).ToArray()),
        Of(held.Select(static subscription => subscription.Lease).ToArray()),
    ];

    /// <summary>What it answers is the same in every attempt.</summary>
    private WriteUnit<T> Unit<T>(string operation, Func<NpgsqlDataReader, T> read, T recalled, string query, Func<NpgsqlParameter[]> parameters) => new(operation)
    {
        AddStatements = batch => batch.Add(session.Sql[query], parameters()),
        Read = async reader => await reader.ReadAsync().ConfigureAwait(false) ? read(reader) : recalled,
        Recall = _ => recalled,
    };

    /// <summary>The statement keeps what it answers, as text, under the unit's key.</summary>
    private WriteUnit<T> Kept<T>(string operation, Func<NpgsqlDataReader, T> read, Func<string, T> recall, string query, Func<Guid, NpgsqlParameter[]> parameters)
    {
        WriteUnit<T> unit = null!;
        unit = new WriteUnit<T>(operation)
        {
            AddStatements = batch => batch.Add(session.Sql[query], parameters(unit.Key)),
            Read = async reader =>
            {
                await reader.ReadAsync().ConfigureAwait(false);
                return read(reader);
            },
            Recall = kept => recall(Encoding.UTF8.GetString(kept!)),
        };
        return unit;
    }

    private ValueTask<List<T>> ReadAsync<T>(string operation, string query, Func<NpgsqlDataReader, T> read, Func<NpgsqlParameter[]> parameters, CancellationToken cancellationToken) =>
        session.Reads.RunAsync(
            operation, (connection, token) => connection.QueryAsync(session.Sql[query], read, token, parameters()), cancellationToken);
}
