using Npgsql;
using NpgsqlTypes;

namespace Mosaic.Postgres.Queue;

/// <summary>Parameters by position, and queries on a connection that somebody else has open.</summary>
internal static class QueueCommands
{
    public static NpgsqlParameter Of(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    public static NpgsqlParameter Of(long value) => new NpgsqlParameter<long> { TypedValue = value };

    public static NpgsqlParameter Of(int value) => new NpgsqlParameter<int> { TypedValue = value };

    public static NpgsqlParameter Of(bool value) => new NpgsqlParameter<bool> { TypedValue = value };

    public static NpgsqlParameter Of(string? value) => Of(value, NpgsqlDbType.Text);

    public static NpgsqlParameter Of(byte[]? value) => Of(value, NpgsqlDbType.Bytea);

    public static NpgsqlParameter Of(long[] value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public static NpgsqlParameter Of(TimeSpan value) => new NpgsqlParameter<TimeSpan> { TypedValue = value };

    public static NpgsqlParameter Of(DateTimeOffset? value) => Of(value?.UtcDateTime, NpgsqlDbType.TimestampTz);

    /// <summary>UTC ticks; 0: none.</summary>
    public static NpgsqlParameter OfTicks(long ticks) => Of(ticks == 0 ? null : new DateTime(ticks, DateTimeKind.Utc), NpgsqlDbType.TimestampTz);

    public static async ValueTask<List<T>> QueryAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.AddRange(parameters);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public static async ValueTask<int> ExecuteAsync(this NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
