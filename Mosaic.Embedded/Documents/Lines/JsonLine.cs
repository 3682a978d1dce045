using System.Buffers;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Lines;

/// <summary>A document as one line.</summary>
internal static class JsonLine
{
    private static readonly JsonPath IdPath = JsonPath.Parse("id");

    /// <returns>The bytes written, the line's end included.</returns>
    public static int Write(IBufferWriter<byte> target, string id, ReadOnlySpan<byte> json)
    {
        if (new JsonScanner(json).Peek() != JsonKind.Object || IdPath.Find(json).Kind is not (JsonKind.Missing or JsonKind.String))
        {
            json = LineEnvelope.Write(id, json);
        }
        else if (IdPath.Find(json).Kind == JsonKind.Missing)
        {
            var named = JsonDocumentEditor.WithId(json, id);
            json = named.Length <= DocumentLimits.MaxBytes ? named : LineEnvelope.Write(id, json);
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
