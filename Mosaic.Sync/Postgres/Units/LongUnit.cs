using Npgsql;

namespace Mosaic.Postgres.Units;

/// <summary>A unit of several round trips (a COPY and the merge of what it brought), in one transaction. Another attempt begins from the start: a COPY is never resumed.</summary>
/// <typeparam name="T">What it answers.</typeparam>
/// <param name="operation">What it does, as an error names it.</param>
internal sealed class LongUnit<T>(string operation)
{
    public string Operation => operation;

    /// <summary>The idempotency key. Another attempt has the same.</summary>
    public Guid Key { get; } = Guid.CreateVersion7();

    /// <summary>Runs as a SERIALIZABLE transaction; otherwise READ COMMITTED.</summary>
    public bool Serializable { get; init; }

    /// <summary>Attempts run on this connection while it is open; null: on one of the pool.</summary>
    public NpgsqlConnection? Held { get; init; }

    /// <summary>One attempt, inside the transaction; it neither commits nor rolls back.</summary>
    public required Func<NpgsqlConnection, ValueTask<T>> Run { get; init; }

    /// <summary>The answer for a unit that turns out to have been applied by an earlier attempt: from what <c>keep_result</c> kept, null if nothing.</summary>
    public required Func<byte[]?, T> Recall { get; init; }
}
