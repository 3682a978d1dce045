using Npgsql;

namespace Mosaic.Postgres.Queue;

/// <summary>One attempt of a transaction, as its queue needs it.</summary>
internal interface IQueueScope
{
    Lock Gate { get; }

    /// <summary>Under the gate: runs within the transaction's unit, in the order of the calls, as often as it is tried.</summary>
    void Add(Func<NpgsqlConnection, ValueTask> write);

    /// <summary>Under the gate.</summary>
    /// <exception cref="InvalidOperationException">The callback has returned.</exception>
    void ThrowIfOver();

    /// <summary>Reads a value and remembers it: at the commit it has to be the same still.</summary>
    ValueTask<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, ValueTask<T>> read, Func<T, T, bool> isSame, CancellationToken cancellationToken);
}
