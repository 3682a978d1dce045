using Mosaic.Backends;
using Mosaic.Postgres.Documents;
using Mosaic.Postgres.Memory.Vectors;
using Npgsql;

namespace Mosaic.Postgres.Memory;

/// <summary>Keeps documents of collections with a text index by the terms of their texts.</summary>
internal sealed class DocumentTexts(Sql sql, PostgresVectors? vectors) : IDocumentTexts
{
    public async ValueTask WriteAsync(
        NpgsqlConnection connection, string collection, IReadOnlyList<string> paths, IReadOnlyList<(string Id, ReadOnlyMemory<byte>? Json)> documents)
    {
        var postings = new PostingArrays();
        var words = new int[documents.Count];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = postings.AddText(documents[i].Json is { } json ? DocumentText.Extract(json.Span, paths) : "");
        }

        var command = new NpgsqlCommand(sql["memory_index_documents"], connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = collection },
                new NpgsqlParameter<string[]> { TypedValue = [.. documents.Select(static document => document.Id)] },
                new NpgsqlParameter<int[]> { TypedValue = words },
                new NpgsqlParameter<int[]> { TypedValue = postings.Owners },
                new NpgsqlParameter<string[]> { TypedValue = postings.Terms },
                new NpgsqlParameter<int[]> { TypedValue = postings.Times },
            },
        };
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        vectors?.Wake(); // it waits a little, and the unit ends soon
    }
}
