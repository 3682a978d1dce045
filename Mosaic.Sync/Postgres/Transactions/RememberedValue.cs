using Npgsql;

namespace Mosaic.Postgres.Transactions;

/// <summary>A value that a transaction has read, which is read again to compare.</summary>
internal sealed class RememberedValue<T>(Func<NpgsqlConnection, CancellationToken, ValueTask<T>> read, T value, Func<T, T, bool> isSame) : IRemembered
{
    public string? Collection => null;

    public async ValueTask<bool> IsCurrentAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        isSame(value, await read(connection, cancellationToken).ConfigureAwait(false));
}
