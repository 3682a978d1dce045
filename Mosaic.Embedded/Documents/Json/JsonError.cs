using System.Text.Json;

namespace Mosaic.Documents.Json;

/// <summary>What is wrong with a text that is no JSON, and where.</summary>
internal static class JsonError
{
    /// <summary>The byte, from 0, at which it went wrong.</summary>
    public static long ByteOf(JsonException exception, ReadOnlySpan<byte> utf8)
    {
        var start = 0;
        for (var line = exception.LineNumber ?? 0; line > 0 && utf8[start..].IndexOf((byte)'\n') is var end and >= 0; line--)
        {
            start += end + 1;
        }

        return start + (exception.BytePositionInLine ?? 0);
    }

    /// <summary>The message without the place, which it tells in its own way.</summary>
    public static string ReasonOf(JsonException exception) =>
        exception.Message.IndexOf(" LineNumber: ", StringComparison.Ordinal) is var end and > 0 ? exception.Message[..end] : exception.Message;
}
