using Npgsql;
using NpgsqlTypes;

namespace Mosaic.Postgres.Documents;

/// <summary>Parameters of the queries of documents.</summary>
internal static class Parameters
{
    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    public static NpgsqlParameter OfTime(DateTimeOffset? time) =>
        new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = time is { } at ? at.UtcDateTime : DBNull.Value };

    public static NpgsqlParameter OfTimes(IEnumerable<DateTimeOffset?> times) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, Value = times.Select(static time => time?.UtcDateTime).ToArray() };

    public static NpgsqlParameter OfNumber(long? number) => new() { NpgsqlDbType = NpgsqlDbType.Bigint, Value = number is { } value ? value : DBNull.Value };

    public static NpgsqlParameter OfText(string? text) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = text is null ? DBNull.Value : text };

    public static NpgsqlParameter OfBytes(byte[]? bytes) => new() { NpgsqlDbType = NpgsqlDbType.Bytea, Value = bytes is null ? DBNull.Value : bytes };

    public static NpgsqlParameter OfTexts(IEnumerable<string?> texts) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = texts.ToArray() };
}
