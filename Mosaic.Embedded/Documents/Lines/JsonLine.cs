using System.Buffers;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Lines;

/// <summary>A document as one line.</summary>
internal static class JsonLine
{
    private static readonly JsonPath IdPath = JsonPath.Parse("id");

    /// <returns>The bytes written, the line's end included.</returns>
    public static int Write(IBufferWriter<byte> target, string collection, string id, ReadOnlySpan<byte> json)
    {
        if (IdPath.Find(json).Kind == JsonKind.Missing)
        {
            json = new JsonScanner(json).Peek() == JsonKind.Object ? JsonDocumentEditor.WithId(json.ToArray(), id) : throw new InvalidDocumentException(
                $"The document '{id}' of '{collection}' is no JSON object and cannot stand in a line with its id.")
            {
                Operation = "export",
                Target = $"{collection}/{id}",
                Hint = "Export the others with a filter, for example one that requires a property.",
            };
        }

        var line = target.GetSpan(json.Length + 1)[..(json.Length + 1)];
        json.CopyTo(line);
        line[..^1].Replace((byte)'\n', (byte)' '); // raw line ends stand between tokens only
        line[..^1].Replace((byte)'\r', (byte)' ');
        line[^1] = (byte)'\n';
        target.Advance(line.Length);
        return line.Length;
    }
}
