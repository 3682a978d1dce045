using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mosaic.Documents.Json;

/// <summary>One operation of a JSON Patch (RFC 6902).</summary>
internal sealed record PatchOperation(string Kind, string[] Path, string[]? From, JsonElement? Value)
{
    public static PatchOperation Read(JsonElement json, int index)
    {
        if (json.ValueKind != JsonValueKind.Object || Text(json, "op") is not { } kind || Text(json, "path") is not { } path)
        {
            throw JsonPatch.Invalid($"Operation {index} is not an object with the strings \"op\" and \"path\".");
        }

        JsonElement? value = json.TryGetProperty("value", out var given) ? given : null;
        if (kind is "add" or "replace" or "test" ? value is null : kind is not ("remove" or "move" or "copy"))
        {
            throw JsonPatch.Invalid(value is null && kind is "add" or "replace" or "test"
                ? $"Operation {index} ({kind}) has no \"value\"."
                : $"Operation {index} is '{(kind.Length > 40 ? kind[..40] : kind)}', which is none of add, remove, replace, move, copy, test.");
        }

        var from = kind is "move" or "copy" ? Pointer(Text(json, "from") ?? throw JsonPatch.Invalid($"Operation {index} ({kind}) has no \"from\"."), index) : null;
        return new PatchOperation(kind, Pointer(path, index), from, value);
    }

    /// <returns>The document as it is after the operation.</returns>
    public JsonNode? Apply(JsonNode? document, PatchBudget budget, int index)
    {
        switch (Kind)
        {
            case "add":
                PatchBudget.Add(Value!.Value, Path.Length, index);
                return Add(document, Path, ToNode(), index);
            case "remove":
                Find(document, Path, index);
                return Remove(document, Path, index);
            case "replace":
                Find(document, Path, index);
                PatchBudget.Add(Value!.Value, Path.Length, index);
                return Replace(document, Path, ToNode(), index);
            case "copy":
                var source = Find(document, From!, index);
                budget.Copy(source, Path.Length, index);
                return Add(document, Path, source?.DeepClone(), index);
            case "move":
                if (Path.Length > From!.Length && Path.AsSpan(0, From.Length).SequenceEqual(From))
                {
                    throw JsonPatch.Invalid($"Operation {index} moves a value into itself.");
                }

                var moved = Find(document, From, index);
                if (Path.Length > From.Length)
                {
                    budget.Copy(moved, Path.Length, index);
                }

                return Add(Remove(document, From, index), Path, moved, index);
            default:
                return JsonNode.DeepEquals(Find(document, Path, index), ToNode()) ? document : throw new ConflictException($"The test of operation {index} failed: the value at '{Write(Path)}' is another.")
                {
                    Operation = "patch",
                    Hint = "Read the document again and decide anew.",
                };
        }
    }

    private JsonNode? ToNode() => Value is { ValueKind: not JsonValueKind.Null } value ? JsonNode.Parse(JsonMarshal.GetRawUtf8Value(value), documentOptions: new JsonDocumentOptions { MaxDepth = DocumentLimits.MaxDepth }) : null;

    private static JsonNode? Find(JsonNode? node, ReadOnlySpan<string> path, int index)
    {
        foreach (var name in path)
        {
            node = node switch
            {
                JsonObject it when it.TryGetPropertyValue(name, out var member) => member,
                JsonArray it when Element(name) is { } at && at < it.Count => it[at],
                _ => throw Nowhere(path, index),
            };
        }

        return node;
    }

    private static JsonNode? Add(JsonNode? document, ReadOnlySpan<string> path, JsonNode? value, int index)
    {
        if (path.IsEmpty)
        {
            return value;
        }

        switch (Find(document, path[..^1], index))
        {
            case JsonObject parent:
                parent[path[^1]] = value;
                break;
            case JsonArray parent when (path[^1] == "-" ? parent.Count : Element(path[^1])) is { } at && at <= parent.Count:
                parent.Insert(at, value);
                break;
            default:
                throw Nowhere(path, index);
        }

        return document;
    }

    /// <summary>Of what is there; it keeps its place among its neighbours.</summary>
    private static JsonNode? Replace(JsonNode? document, ReadOnlySpan<string> path, JsonNode? value, int index)
    {
        if (path.IsEmpty)
        {
            return value;
        }

        switch (Find(document, path[..^1], index))
        {
            case JsonObject parent:
                parent[path[^1]] = value;
                break;
            case JsonArray parent:
                parent[Element(path[^1])!.Value] = value;
                break;
        }

        return document;
    }

    private static JsonNode? Remove(JsonNode? document, ReadOnlySpan<string> path, int index)
    {
        if (path.IsEmpty)
        {
            return null;
        }

        switch (Find(document, path[..^1], index))
        {
            case JsonObject parent when parent.Remove(path[^1]):
                break;
            case JsonArray parent when Element(path[^1]) is { } at && at < parent.Count:
                parent.RemoveAt(at);
                break;
            default:
                throw Nowhere(path, index);
        }

        return document;
    }

    private static int? Element(string name) =>
        (name == "0" || !name.StartsWith('0')) && name.All(char.IsAsciiDigit) && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    private static string[] Pointer(string pointer, int index)
    {
        if (pointer.Length == 0)
        {
            return [];
        }

        var names = pointer.Split('/');
        if (names[0].Length > 0 || names.Length > DocumentLimits.MaxDepth || names.Any(static name => name.Replace("~0", "", StringComparison.Ordinal).Replace("~1", "", StringComparison.Ordinal).Contains('~', StringComparison.Ordinal)))
        {
            throw JsonPatch.Invalid($"Operation {index} has a path that is no JSON Pointer: '{pointer}'.");
        }

        return [.. names.Skip(1).Select(static name => name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Write(ReadOnlySpan<string> path) => $"/{string.Join('/', path.ToArray())}";

    private static InvalidDocumentException Nowhere(ReadOnlySpan<string> path, int index) =>
        JsonPatch.Invalid($"Operation {index} points to '{Write(path)}', where nothing is.");
}
