using System.Text;
using Mosaic.Backends;
using Npgsql;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>Reads what search found, as it is now; what is gone, superseded or expired is not there.</summary>
internal sealed class SearchRows(NpgsqlConnection connection, Sql sql, CancellationToken cancellationToken)
{
    public async ValueTask<Dictionary<TextKey, SearchableText>> TextsAsync(IReadOnlyCollection<TextKey> keys)
    {
        var texts = new Dictionary<TextKey, SearchableText>(keys.Count);
        string[] insights = [.. keys.Where(static key => !key.IsDocument).Select(static key => key.Id)];
        if (insights.Length > 0)
        {
            var command = new NpgsqlCommand(sql["memory_search_insights"], connection) { Parameters = { SearchSnapshot.Of(insights) } };
            await using var _ = command.ConfigureAwait(false);
            foreach (var text in await MemoryContext.ReadAsync(command, static row => ToText(row.GetString(0), MemoryReads.ReadInsight(row)), cancellationToken).ConfigureAwait(false))
            {
                texts[new TextKey(false, "", text.Id)] = text;
            }
        }

        TextKey[] documents = [.. keys.Where(static key => key.IsDocument)];
        if (documents.Length > 0)
        {
            var command = new NpgsqlCommand(sql["memory_search_documents"], connection)
            {
                Parameters =
                {
                    SearchSnapshot.Of<string[]>([.. documents.Select(static key => key.Collection)]),
                    SearchSnapshot.Of<string[]>([.. documents.Select(static key => key.Id)]),
                },
            };
            await using var _ = command.ConfigureAwait(false);
            foreach (var text in await MemoryContext.ReadAsync(command, ToDocument, cancellationToken).ConfigureAwait(false))
            {
                if (text.Text.Length > 0)
                {
                    texts[new TextKey(true, text.Collection!, text.Id)] = text;
                }
            }
        }

        return texts;
    }

    public async ValueTask<Dictionary<(long Session, int Number), SearchableText>> TurnsAsync(IReadOnlyCollection<(long Session, int Number)> turns)
    {
        if (turns.Count == 0)
        {
            return [];
        }

        var command = new NpgsqlCommand(sql["memory_search_hits"], connection)
        {
            Parameters =
            {
                SearchSnapshot.Of<long[]>([.. turns.Select(static turn => turn.Session)]),
                SearchSnapshot.Of<int[]>([.. turns.Select(static turn => turn.Number)]),
            },
        };
        await using var _ = command.ConfigureAwait(false);
        var rows = await MemoryContext.ReadAsync(
            command,
            static row => (Session: row.GetInt64(0), Number: row.GetInt32(1), Name: row.GetString(2), Content: MemoryReads.ReadTurn(row, 3)),
            cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(static row => (row.Session, row.Number), static row => ToText(row.Name, row.Number, row.Content));
    }

    /// <summary>The turns that insights were concluded from.</summary>
    public async ValueTask<List<(string Insight, long Session, int Number)>> PlacesAsync(string[] insights)
    {
        if (insights.Length == 0)
        {
            return [];
        }

        var command = new NpgsqlCommand(sql["memory_search_places"], connection) { Parameters = { SearchSnapshot.Of(insights) } };
        await using var _ = command.ConfigureAwait(false);
        return await MemoryContext.ReadAsync(command, static row => (row.GetString(0), row.GetInt64(1), row.GetInt32(2)), cancellationToken).ConfigureAwait(false);
    }

    public static SearchableText ToText(string id, InsightContent insight) => new()
    {
        Kind = MemoryKind.Insight,
        Id = id,
        Text = insight.Content,
        User = insight.User,
        Session = insight.Session,
        Category = insight.Category,
        Source = insight.Source,
        Relevance = insight.Relevance,
        At = insight.Created,
        Metadata = insight.Metadata,
    };

    public static SearchableText ToText(string session, int number, TurnContent turn) => new()
    {
        Kind = MemoryKind.Turn,
        Id = turn.Id,
        Text = turn.Content,
        User = turn.User,
        Session = session,
        Number = number,
        Speaker = turn.Speaker,
        At = turn.At,
        Metadata = turn.Metadata,
    };

    public static SearchableText ToDocument(NpgsqlDataReader row) => new()
    {
        Kind = MemoryKind.Document,
        Id = row.GetString(1),
        Collection = row.GetString(0),
        Text = DocumentText.Extract(row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[][]>(4).Select(Encoding.UTF8.GetString)),
        At = row.GetFieldValue<DateTimeOffset>(3),
    };
}
