using Mosaic.Backends;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>Reads for transactions: each document with its stamp, the number of the transaction of the server that wrote its row. A document that
/// was deleted and written again has another, whatever its version.</summary>
internal sealed partial class DocumentFinder
{
    /// <returns>null: it is absent, or has expired; the stamp is 0 then.</returns>
    public async ValueTask<(StoredDocument? Row, long Stamp)> GetStampedAsync(
        NpgsqlConnection connection, string collection, string id, CancellationToken cancellationToken)
    {
        var command = connection.Command(session.Sql["document_get_stamped"], Parameters.Of(collection), Parameters.Of(id));
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? (DocumentRows.Read(reader), reader.GetInt64(5)) : (null, 0);
    }

    /// <summary>All that match, in the order of ids, and their stamps.</summary>
    public async ValueTask<(List<StoredDocument> Rows, List<(string Id, long Stamp)> Stamps)> FindStampedAsync(
        NpgsqlConnection connection, string collection, Filter? filter, CancellationToken cancellationToken)
    {
        var (rows, stamps) = (new List<StoredDocument>(), new List<(string Id, long Stamp)>());
        var state = await collections.ReadAsync(connection, collection, cancellationToken).ConfigureAwait(false);
        if (state.Id == 0)
        {
            return (rows, stamps);
        }

        var command = _sql.Stamped(connection, state, filter);
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(DocumentRows.Read(reader));
            stamps.Add((rows[^1].Id, reader.GetInt64(5)));
        }

        return (rows, stamps);
    }

    /// <summary>Whether the same documents match, and none of them was written since.</summary>
    public async ValueTask<bool> AreSameAsync(
        NpgsqlConnection connection, string collection, Filter? filter, List<(string Id, long Stamp)> stamps, CancellationToken cancellationToken)
    {
        var state = await collections.ReadAsync(connection, collection, cancellationToken).ConfigureAwait(false);
        if (state.Id == 0)
        {
            return stamps.Count == 0;
        }

        var command = _sql.Stamps(connection, state, filter);
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var count = 0;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (count == stamps.Count || stamps[count].Id != reader.GetString(0) || stamps[count].Stamp != reader.GetInt64(1))
            {
                return false;
            }

            count++;
        }

        return count == stamps.Count;
    }

    /// <summary>Whether documents have the stamps that they were read with.</summary>
    public async ValueTask<bool> AreSameAsync(
        NpgsqlConnection connection, IReadOnlyCollection<(string Collection, string Id, long Stamp)> documents, CancellationToken cancellationToken)
    {
        var command = connection.Command(
            session.Sql["document_same"],
            Parameters.Of(documents.Select(static document => document.Collection).ToArray()),
            Parameters.Of(documents.Select(static document => document.Id).ToArray()),
            Parameters.Of(documents.Select(static document => document.Stamp).ToArray()));
        await using var _ = command.ConfigureAwait(false);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}
