using Npgsql;

namespace Mosaic.Postgres.Units;

/// <summary>Statements that are applied once and together, in one round trip, COMMIT included.</summary>
/// <typeparam name="T">What it answers.</typeparam>
/// <param name="operation">What it does, as an error names it.</param>
internal sealed class WriteUnit<T>(string operation)
{
    public string Operation => operation;

    /// <summary>The idempotency key. Another attempt has the same.</summary>
    public Guid Key { get; } = Guid.CreateVersion7();

    /// <summary>Runs as a SERIALIZABLE transaction; otherwise READ COMMITTED.</summary>
    public bool Serializable { get; init; }

    /// <summary>Makes the one statement of a unit that begins itself, of the beginning's parameters: with the fence, the epoch and its key, as
    /// <c>begin_unit</c> does. null: it begins as all others.</summary>
    public Func<NpgsqlParameter[], NpgsqlBatchCommand>? Whole { get; init; }

    /// <summary>Adds the statements to a batch; called anew for each attempt. A result that only the server knows is kept by the
    /// statements themselves, with <c>keep_result(key, bytes)</c>.</summary>
    public Action<NpgsqlBatch> AddStatements { get; init; } = static _ => { };

    /// <summary>Reads the rows, from the first statement's on. What it returns counts only once the rest of the answer is in.</summary>
    public required Func<NpgsqlDataReader, ValueTask<T>> Read { get; init; }

    /// <summary>The same answer for a unit that turns out to have been applied by an earlier attempt: from what <c>keep_result</c> kept, null if nothing.</summary>
    public required Func<byte[]?, T> Recall { get; init; }
}
