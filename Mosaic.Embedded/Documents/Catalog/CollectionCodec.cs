using System.Buffers;
using System.Text.Json;

namespace Mosaic.Documents.Catalog;

/// <summary>
/// A collection's row, as JSON. Written by hand: the serializer takes 180 methods to compile before a process's first write,
/// an eighth of the time to it.
/// </summary>
internal static class CollectionCodec
{
    public static byte[] Encode(CollectionInfo collection)
    {
        var row = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(row);
        json.WriteStartObject();
        json.WriteNumber("Id", collection.Id);
        json.WriteString("Name", collection.Name);
        json.WriteStartArray("Indexes");
        foreach (var index in collection.Indexes)
        {
            json.WriteStartObject();
            json.WriteNumber("Id", index.Id);
            json.WriteString("Path", index.Path);
            json.WriteBoolean("Unique", index.Unique);
            json.WriteBoolean("Ready", index.Ready);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (collection.Texts is { } texts)
        {
            json.WriteStartArray("Texts");
            foreach (var text in texts)
            {
                json.WriteStartObject();
                json.WriteString("Path", text.Path);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.Flush();
        return row.WrittenSpan.ToArray();
    }

    public static CollectionInfo Decode(ReadOnlySpan<byte> row)
    {
        var reader = new Utf8JsonReader(row);
        using var json = JsonDocument.ParseValue(ref reader);
        var root = json.RootElement;
        return new CollectionInfo(
            root.GetProperty("Id").GetInt32(),
            Text(root, "Name"),
            Array(root.GetProperty("Indexes"), static index => new IndexInfo(
                index.GetProperty("Id").GetInt32(),
                Text(index, "Path"),
                index.GetProperty("Unique").GetBoolean(),
                index.GetProperty("Ready").GetBoolean())),
            root.TryGetProperty("Texts", out var texts) ? Array(texts, static text => new TextInfo(Text(text, "Path"))) : null);
    }

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;

    private static T[] Array<T>(JsonElement array, Func<JsonElement, T> read)
        where T : class
    {
        var items = new T[array.GetArrayLength()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read(array[i]);
        }

        return items;
    }
}
