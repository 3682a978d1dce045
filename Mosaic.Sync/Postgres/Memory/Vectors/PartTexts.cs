using Mosaic.Backends;
using Mosaic.Postgres.Memory.Search;
using Mosaic.Postgres.Sessions;
using Npgsql;
using static Mosaic.Postgres.Documents.Parameters;

namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>The texts that vectors are made of, as their rows are now.</summary>
internal sealed class PartTexts(PostgresSession session, VectorUnits units)
{
    private const int PageRows = 1000;

    /// <summary>In the order of what was taken; null: the text is gone.</summary>
    public ValueTask<SearchableText?[]> ReadAsync(IReadOnlyList<VectorWork> works, CancellationToken cancellationToken) => session.Reads.RunAsync(
        "make vectors",
        async (connection, token) =>
        {
            var rows = new SearchRows(connection, session.Sql, token);
            var turns = await rows.TurnsAsync([.. works.Where(static work => work.IsTurn).Select(static work => (work.Session, work.Number))]).ConfigureAwait(false);
            var texts = await rows.TextsAsync([.. works.Where(static work => !work.IsTurn).Select(static work => work.Key)]).ConfigureAwait(false);
            return works.Select(work => work.IsTurn ? turns.GetValueOrDefault((work.Session, work.Number)) : texts.GetValueOrDefault(work.Key)).ToArray();
        },
        cancellationToken);

    /// <summary>The vectors that insights came with.</summary>
    public async ValueTask<Dictionary<string, float[]>> BroughtAsync(IReadOnlyList<VectorWork> works, CancellationToken cancellationToken)
    {
        string[] ids = [.. works.Where(static work => !work.IsTurn && work.Part > 0).Select(static work => work.Id)];
        var rows = ids.Length == 0 ? [] : await units.ReadAsync(
            "memory_vector_brought", static row => (Id: row.GetString(0), Bytes: row.GetFieldValue<byte[]>(1)), cancellationToken, Of(ids)).ConfigureAwait(false);
        return rows.ToDictionary(static row => row.Id, static row => VectorBytes.Read(row.Bytes), StringComparer.Ordinal);
    }

    /// <summary>Of which texts documents have a vector by a model.</summary>
    public async ValueTask<Dictionary<TextKey, long>> HashesAsync(IReadOnlyList<VectorWork> works, VectorModel model, CancellationToken cancellationToken)
    {
        VectorWork[] documents = [.. works.Where(static work => work.Part == 0)];
        var rows = documents.Length == 0 ? [] : await units.ReadAsync(
            "memory_vector_hashes",
            static row => (Key: new TextKey(true, row.GetString(0), row.GetString(1)), Hash: row.GetInt64(2)),
            cancellationToken,
            Of(Array.ConvertAll(documents, static work => work.Collection)),
            Of(Array.ConvertAll(documents, static work => work.Id)),
            Of(model.Number)).ConfigureAwait(false);
        return rows.ToDictionary(static row => row.Key, static row => row.Hash);
    }

    /// <summary>All texts of a part, the turns of a session one behind the other.</summary>
    public async ValueTask<List<SearchableText>> ReadAllAsync(long part, CancellationToken cancellationToken)
    {
        var all = new List<SearchableText>();
        if (part == 0)
        {
            for (var (collection, id, more) = ("", "", true); more;)
            {
                var page = await units.ReadAsync("memory_vector_part_documents", SearchRows.ToDocument, cancellationToken, Of(collection), Of(id), Of(PageRows)).ConfigureAwait(false);
                all.AddRange(page.Where(static text => text.Text.Length > 0));
                more = page.Count == PageRows;
                (collection, id) = more ? (page[^1].Collection!, page[^1].Id) : default;
            }

            return all;
        }

        for (var (session, number, more) = (0L, 0, true); more;)
        {
            var page = await units.ReadAsync(
                "memory_vector_part_turns",
                static row => (Session: row.GetInt64(0), Number: row.GetInt32(1), Text: ToTurn(row)),
                cancellationToken,
                Of(part),
                Of(session),
                Of(number),
                Of(PageRows)).ConfigureAwait(false);
            all.AddRange(page.Select(static turn => turn.Text));
            more = page.Count == PageRows;
            (session, number) = more ? (page[^1].Session, page[^1].Number) : default;
        }

        for (var (id, more) = ("", true); more;)
        {
            var page = await units.ReadAsync(
                "memory_vector_part_insights", static row => SearchRows.ToText(row.GetString(0), MemoryReads.ReadInsight(row)), cancellationToken, Of(part), Of(id), Of(PageRows)).ConfigureAwait(false);
            all.AddRange(page);
            more = page.Count == PageRows;
            id = more ? page[^1].Id : "";
        }

        return all;
    }

    private static SearchableText ToTurn(NpgsqlDataReader row) => SearchRows.ToText(row.GetString(2), row.GetInt32(1), MemoryReads.ReadTurn(row, 3));
}
