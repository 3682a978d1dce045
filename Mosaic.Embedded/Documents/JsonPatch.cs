using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Documents.Json;

namespace Mosaic;

/// <summary>
/// A JSON Patch (RFC 6902): operations <c>add</c>, <c>remove</c>, <c>replace</c>, <c>move</c>, <c>copy</c> and <c>test</c>, each at a JSON
/// Pointer (RFC 6901), all of them or none. Immutable and thread-safe.
/// </summary>
/// <remarks>The operations of one patch copy, or move to a deeper level, at most 500,000 values and 16,000,000 bytes together, and none makes a document of more than 100 levels.</remarks>
public sealed class JsonPatch
{
    private readonly List<PatchOperation> _operations;

    private JsonPatch(List<PatchOperation> operations) => _operations = operations;

    /// <summary>Reads a patch.</summary>
    /// <param name="json">An array of operations.</param>
    /// <exception cref="InvalidDocumentException">It is not a patch; the message says where.</exception>
    public static JsonPatch Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return StrictUtf8.TryGetBytes(json, out var utf8) ? Parse(utf8) : throw Invalid("The patch holds a surrogate without its partner.");
    }

    /// <summary>Reads a patch.</summary>
    /// <param name="utf8Json">An array of operations.</param>
    /// <exception cref="InvalidDocumentException">It is not a patch; the message says where.</exception>
    public static JsonPatch Parse(ReadOnlySpan<byte> utf8Json)
    {
        JsonText.Validate(utf8Json);
        var root = JsonElement.Parse(utf8Json, new JsonDocumentOptions { MaxDepth = DocumentLimits.MaxDepth });
        if (root.ValueKind != JsonValueKind.Array)
        {
            throw Invalid("A JSON Patch is an array of operations.");
        }

        return new JsonPatch([.. root.EnumerateArray().Select(PatchOperation.Read)]);
    }

    /// <summary>Patches a document's bytes.</summary>
    /// <exception cref="ConflictException">A test failed.</exception>
    /// <exception cref="InvalidDocumentException">An operation points nowhere, copies too much or nests too deeply.</exception>
    internal byte[] Apply(ReadOnlySpan<byte> json)
    {
        var document = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = DocumentLimits.MaxDepth });
        var budget = new PatchBudget();
        for (var i = 0; i < _operations.Count; i++)
        {
            document = _operations[i].Apply(document, budget, i);
        }

        if (document is null)
        {
            return "null"u8.ToArray();
        }

        var output = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = PlainEncoder.Instance }))
        {
            document.WriteTo(writer);
        }

        return output.WrittenSpan.ToArray();
    }

    internal static InvalidDocumentException Invalid(string message) => new(message)
    {
        Operation = "patch",
        Hint = "An operation is {\"op\":\"add\",\"path\":\"/a/0\",\"value\":1}; see RFC 6902. Nothing was changed.",
    };
}
