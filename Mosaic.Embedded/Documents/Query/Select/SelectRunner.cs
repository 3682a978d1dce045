using Mosaic.Backends;
using System.Buffers;
using System.Text.Json;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;

namespace Mosaic.Documents.Query.Select;

/// <summary>Answers a query over the documents that its condition finds.</summary>
internal static class SelectRunner
{
    /// <param name="statement">The query.</param>
    /// <param name="found">The documents that it shows, in its order; of groups all that its condition matches.</param>
    /// <returns>The JSON of each answer, and the id of the document that it is of; null: of several.</returns>
    public static IAsyncEnumerable<(string? Id, ReadOnlyMemory<byte> Json)> RunAsync(SelectStatement statement, IAsyncEnumerable<StoredDocument> found)
    {
        var shown = statement.IsGrouped ? FindOrder.Apply(GroupAsync(statement, found), statement.OrderBy, statement.Offset, statement.Limit) : found;
        return (statement.IsGrouped, statement.IsValue, statement.Items) switch
        {
            (_, false, []) or (true, false, _) => shown.Select(static document => (Id(document), document.Json)),
            (true, true, [var item, ..]) => Values(shown, JsonPath.FromNames([item.Name])),
            (false, true, [var item, ..]) => Values(shown, item.Path!),
            _ => shown.Select(document => (Id(document), Project(statement.Items, document.Json))),
        };
    }

    private static string? Id(StoredDocument document) => document.Id.Length > 0 ? document.Id : null;

    private static IAsyncEnumerable<(string? Id, ReadOnlyMemory<byte> Json)> Values(IAsyncEnumerable<StoredDocument> found, JsonPath path) => found.Select(document =>
    {
        var json = document.Json;
        return (Id(document), JsonSpan.Of(path.Find(json.Span)) is { } range ? json[range] : "null"u8.ToArray());
    });

    private static ReadOnlyMemory<byte> Project(IReadOnlyList<SelectItem> items, ReadOnlyMemory<byte> json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var item in items)
            {
                if (JsonSpan.Of(item.Path!.Find(json.Span)) is { } range)
                {
                    writer.WritePropertyName(item.Name);
                    writer.WriteRawValue(json.Span[range], skipInputValidation: true);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static async IAsyncEnumerable<StoredDocument> GroupAsync(SelectStatement statement, IAsyncEnumerable<StoredDocument> found)
    {
        var groups = new SortedDictionary<GroupKey, Group>();
        if (statement.GroupBy.Count == 0)
        {
            groups.Add(default, new Group(statement)); // an aggregate over nothing has an answer, too
        }

        await foreach (var document in found.ConfigureAwait(false))
        {
            var key = GroupKey.Of(document.Json.Span, statement.GroupBy);
            if (!groups.TryGetValue(key, out var group))
            {
                groups.Add(key, group = new Group(statement));
            }

            group.Add(document.Json.Span);
        }

        foreach (var group in groups.Values)
        {
            yield return new StoredDocument("", 0, default, null, group.ToJson());
        }
    }
}
