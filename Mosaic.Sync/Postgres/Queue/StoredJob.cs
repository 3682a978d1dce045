using System.Text;
using Mosaic.Backends;
using Npgsql;

namespace Mosaic.Postgres.Queue;

/// <summary>A job's row as it was read, with its queue's name.</summary>
internal sealed record StoredJob(long Number, int Queue, string QueueName, int Priority, JobPlace Place, JobRow Row)
{
    /// <summary>Of the lease; null: it is not leased.</summary>
    public long? Secret { get; init; }

    /// <summary>Whether its lease has not expired.</summary>
    public bool IsLive { get; init; }

    public DateTimeOffset? LeasedAt { get; init; }

    /// <summary>Whether its end concerns no other row.</summary>
    public bool IsPlain { get; init; }

    public JobStep Step => new(Place, Row);

    /// <summary>Of the columns that queue_job.sql and its like name.</summary>
    public static StoredJob Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetInt32(1),
        reader.GetString(2),
        reader.GetInt32(3),
        (JobPlace)reader.GetInt16(4),
        new JobRow
        {
            Version = reader.GetInt32(5),
            Attempts = reader.GetInt32(6),
            AttemptsMax = reader.GetInt32(7),
            Redrives = reader.GetInt32(8),
            HoldsSlot = reader.GetBoolean(9),
            IsParent = reader.GetBoolean(10),
            HasAttempts = reader.GetBoolean(11),
            HasNotes = reader.GetBoolean(12),
            KeyKind = (KeyKind)reader.GetInt16(13),
            CreatedTicks = Time(reader, 16)!.Value.UtcTicks,
            RunAtTicks = Time(reader, 17)!.Value.UtcTicks,
            EndedTicks = Time(reader, 18)?.UtcTicks ?? 0,
            Parent = reader.IsDBNull(21)
                ? null
                : new ParentLink(new JobKey(0, 0, reader.GetInt64(21)), reader.GetString(22), reader.GetInt32(15), (ChildFailure)reader.GetInt16(14)),
            Type = reader.GetString(23),
            ChosenId = Text(reader, 24),
            Key = Text(reader, 25),
            DeduplicationKey = Text(reader, 26),
            Data = Bytes(reader, 27),
            Result = Bytes(reader, 28),
            Error = reader.IsDBNull(29) ? null : Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(29)),
            Retry = reader.IsDBNull(30) ? null : RetryCodec.Decode(reader.GetFieldValue<byte[]>(30)),
        })
    {
        LeasedAt = Time(reader, 19),
        Secret = reader.IsDBNull(20) ? null : reader.GetInt64(20),
        IsLive = reader.GetBoolean(31),
        IsPlain = reader.GetBoolean(32),
    };

    public static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDateTime(column);

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static ReadOnlyMemory<byte>? Bytes(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : (ReadOnlyMemory<byte>?)reader.GetFieldValue<byte[]>(column);
}
