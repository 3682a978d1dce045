using System.Text;
using Mosaic.Backends;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>Rows as the queries of documents answer them: id, version, times, bytes.</summary>
internal static class DocumentRows
{
    public static StoredDocument Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetInt64(1),
        reader.GetDateTime(2),
        reader.IsDBNull(3) ? null : new DateTimeOffset(reader.GetDateTime(3)),
        reader.GetFieldValue<byte[]>(4));

    /// <summary>A row and whether it has expired.</summary>
    public static (StoredDocument Row, bool Expired) ReadWithExpiry(NpgsqlDataReader reader) => (Read(reader), !reader.IsDBNull(5) && reader.GetBoolean(5));

    /// <summary>Bytes of a column.</summary>
    public static byte[] ReadBytes(NpgsqlDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static async ValueTask<List<StoredDocument>> ReadAllAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var rows = new List<StoredDocument>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(Read(reader));
        }

        return rows;
    }

    /// <summary>What the server cannot make of the bytes itself; null: it can.</summary>
    public static string? Projected(ReadOnlyMemory<byte> json)
    {
        var projected = DocumentProjection.Of(json);
        return projected.Equals(json) ? null : Encoding.UTF8.GetString(projected.Span);
    }
}
