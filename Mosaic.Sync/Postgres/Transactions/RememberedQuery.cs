using Mosaic.Postgres.Documents;
using Npgsql;

namespace Mosaic.Postgres.Transactions;

/// <summary>Documents that a transaction looked for, and which rows it found.</summary>
internal sealed class RememberedQuery(DocumentFinder finder, string collection, Filter? filter, List<(string Id, long Stamp)> found) : IRemembered
{
    public string Collection => collection;

    public ValueTask<bool> IsCurrentAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        finder.AreSameAsync(connection, collection, filter, found, cancellationToken);
}
