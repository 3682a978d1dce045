using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mosaic.Documents.Json;

/// <summary>What the operations of a patch may make, counted before it is made.</summary>
/// <remarks>
/// Values that are added are of the patch, whose size is bounded; only copies multiply. With what all of them copy held to a document's
/// size, no document on the way is larger than three, and none that is kept larger than one.
/// </remarks>
internal sealed class PatchBudget
{
    /// <summary>Values, too, for a small one costs many times its bytes while the patch is applied.</summary>
    private const int MaxValues = 500_000;

    private long _copied;
    private int _values;

    /// <summary>Counts a value before it is copied, or moved to a deeper place, which looks at all of it as well.</summary>
    public void Copy(JsonNode? value, int levels, int operation)
    {
        _copied += Measure(value, levels, operation);
        if (_copied > DocumentLimits.MaxBytes)
        {
            throw TooMuch(operation);
        }
    }

    /// <summary>Refuses a value of the patch that is too deep for its place.</summary>
    public static void Add(JsonElement value, int levels, int operation)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(value), new JsonReaderOptions { MaxDepth = DocumentLimits.MaxDepth });
        while (levels > 0 && reader.Read())
        {
            Check(levels + reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject ? 1 : 0), operation);
        }
    }

    /// <summary>Bytes of the value, white space left out.</summary>
    private long Measure(JsonNode? value, int levels, int operation)
    {
        const int Punctuation = 2;
        if (++_values > MaxValues)
        {
            throw TooMuch(operation);
        }

        long bytes = Punctuation;
        switch (value)
        {
            case JsonObject members:
                Check(levels + 1, operation);
                foreach (var (name, member) in members)
                {
                    bytes += name.Length + (2 * Punctuation) + Measure(member, levels + 1, operation);
                }

                return bytes;
            case JsonArray elements:
                Check(levels + 1, operation);
                foreach (var element in elements)
                {
                    bytes += Measure(element, levels + 1, operation);
                }

                return bytes;
            case JsonValue scalar when scalar.TryGetValue<JsonElement>(out var json):
                return bytes + JsonMarshal.GetRawUtf8Value(json).Length;
            default:
                return bytes;
        }
    }

    private static InvalidDocumentException TooMuch(int operation) =>
        JsonPatch.Invalid($"With operation {operation} the patch copies more than {MaxValues} values or {DocumentLimits.MaxBytes} bytes.");

    private static void Check(int depth, int operation)
    {
        if (depth > DocumentLimits.MaxDepth)
        {
            throw JsonPatch.Invalid($"Operation {operation} makes a document of more than {DocumentLimits.MaxDepth} levels.");
        }
    }
}
