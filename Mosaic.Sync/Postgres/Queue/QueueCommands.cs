using Npgsql;
using NpgsqlTypes;

namespace Mosaic.Postgres.Queue;

/// <summary>Parameters of the queue's queries.</summary>
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
}
