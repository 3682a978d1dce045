using Mosaic.Postgres.Queue;
using Npgsql;

namespace Mosaic.Postgres.Transactions;

/// <summary>One attempt of a transaction's unit, as the writes see it.</summary>
internal sealed class TransactionCommit(NpgsqlConnection connection, PostgresQueue queue)
{
    private JobMoves? _moves;

    public NpgsqlConnection Connection => connection;

    public JobMoves Moves => _moves ??= queue.Moves(connection);

    /// <summary>All writes were made.</summary>
    public ValueTask EndAsync() => _moves?.EndAsync() ?? ValueTask.CompletedTask;
}
