using Npgsql;

namespace Mosaic.Postgres.Transactions;

/// <summary>Something that a transaction has read.</summary>
internal interface IRemembered
{
    /// <summary>The collection of documents that it belongs to; null: none.</summary>
    string? Collection { get; }

    /// <summary>Whether it would be read the same now: on a connection whose transaction says of which moment.</summary>
    ValueTask<bool> IsCurrentAsync(NpgsqlConnection connection, CancellationToken cancellationToken);
}
