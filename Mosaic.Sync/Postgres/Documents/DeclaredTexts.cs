using System.Text;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>Declares what search finds of documents, as indexes are declared: from the declaration on writers tell search of what they write; then it
/// is told of the documents that are there.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DeclaredTexts(Collections collections, DeclarationUnits units, Func<IDocumentTexts?> texts, Action<int> requireFew)
{
    public async ValueTask EnsureAsync(string collection, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var state = await units.RunAsync(collection, connection => DeclareAsync(connection, collection, paths), cancellationToken).ConfigureAwait(false);
        if (state.TextsReady)
        {
            return;
        }

        await units.PagesAsync(
            collection,
            state.Id,
            async (connection, rows) =>
            {
                if (texts() is { } searched)
                {
                    await searched.WriteAsync(connection, collection, state.Texts, [.. rows.Select(static it => (it.Row.Id, (ReadOnlyMemory<byte>?)it.Row.Json))]).ConfigureAwait(false);
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
        await units.RunAsync(
            collection,
            async connection =>
            {
                await units.ExecuteAsync(connection, "document_texts_ready", Parameters.Of(collection), OfPaths(state.Texts)).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<CollectionState> DeclareAsync(NpgsqlConnection connection, string collection, IReadOnlyList<string> paths)
    {
        var state = await units.LockAsync(connection, collection).ConfigureAwait(false);
        string[] all = [.. state.Texts.Union(paths, StringComparer.Ordinal)];
        requireFew(all.Length);
        if (all.Length == state.Texts.Count)
        {
            return state;
        }

        await units.ExecuteAsync(connection, "document_texts", Parameters.Of(collection), OfPaths(all)).ConfigureAwait(false);
        await units.ExecuteAsync(connection, "document_generation", Parameters.Of(collection)).ConfigureAwait(false);
        return await collections.ReadAsync(connection, collection, CancellationToken.None).ConfigureAwait(false);
    }

    private static NpgsqlParameter OfPaths(IEnumerable<string> paths) => Parameters.Of(paths.Select(Encoding.UTF8.GetBytes).ToArray());
}
