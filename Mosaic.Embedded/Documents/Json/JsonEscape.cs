using System.Buffers.Text;
using System.Text;

namespace Mosaic.Documents.Json;

/// <summary>The escapes of JSON strings, RFC 8259 section 7.</summary>
internal static class JsonEscape
{
    /// <summary>The most bytes that one escape (a surrogate pair counts as one) stands for.</summary>
    public const int MaxDecodedBytes = 4;

    /// <summary>Decodes the escape that begins with the backslash at <paramref name="position"/> and moves past it.</summary>
    /// <returns>The bytes written, 1 to 4.</returns>
    /// <exception cref="InvalidDocumentException">It is not an escape, or half of a surrogate pair.</exception>
    public static int Decode(ReadOnlySpan<byte> raw, ref int position, Span<byte> utf8)
    {
        if (position + 1 >= raw.Length)
        {
            throw Invalid();
        }

        var letter = raw[position + 1];
        if (letter == 'u')
        {
            return DecodeUnicode(raw, ref position, utf8);
        }

        utf8[0] = letter switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => letter,
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            _ => throw Invalid(),
        };
        position += 2;
        return 1;
    }

    /// <summary>Whether a \u escape of half a surrogate pair stands without that of the other half.</summary>
    /// <param name="raw">A string between its quotes, its escapes known to be well-formed.</param>
    public static bool HasLoneSurrogate(ReadOnlySpan<byte> raw)
    {
        for (var i = 0; i < raw.Length;)
        {
            var next = raw[i..].IndexOf((byte)'\\');
            if (next < 0)
            {
                return false;
            }

            i += next;
            if (raw[i + 1] != 'u')
            {
                i += 2;
                continue;
            }

            if (!TryReadRune(raw, ref i, out _))
            {
                return true;
            }
        }

        return false;
    }

    private static int DecodeUnicode(ReadOnlySpan<byte> raw, ref int position, Span<byte> utf8)
    {
        if (!TryReadRune(raw, ref position, out var rune))
        {
            throw Invalid();
        }

        return rune.EncodeToUtf8(utf8);
    }

    private static bool TryReadRune(ReadOnlySpan<byte> raw, ref int position, out Rune rune)
    {
        if (!TryReadUnit(raw, position, out var unit))
        {
            rune = default;
            return false;
        }

        position += 6;
        if (Rune.TryCreate(unit, out rune))
        {
            return true;
        }

        if (!TryReadUnit(raw, position, out var low) || !Rune.TryCreate(unit, low, out rune))
        {
            return false;
        }

        position += 6;
        return true;
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> raw, int position, out char unit)
    {
        if (raw.Length - position >= 6
            && raw[position] == '\\'
            && raw[position + 1] == 'u'
            && Utf8Parser.TryParse(raw.Slice(position + 2, 4), out ushort value, out var read, 'x')
            && read == 4)
        {
            unit = (char)value;
            return true;
        }

        unit = default;
        return false;
    }

    private static InvalidDocumentException Invalid() => new("A string of the document holds an escape that JSON does not have.");
}
