using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Documents.Json;

/// <summary>Walks the bytes of a document that <see cref="JsonText.Validate"/> accepted, skipping what nobody asks for.</summary>
/// <remarks>It does not validate. Of bytes that are not JSON it reads something or throws
/// <see cref="InvalidDocumentException"/>; it never reads outside them and always ends.</remarks>
internal ref struct JsonScanner(ReadOnlySpan<byte> json, int position = 0)
{
    private readonly ReadOnlySpan<byte> json = json;
    private int position = position;

    /// <summary>The byte that is read next.</summary>
    public readonly int Position => position;

    /// <summary>The kind of the value that comes next.</summary>
    public JsonKind Peek()
    {
        SkipWhitespace();
        return Current() switch
        {
            (byte)'{' => JsonKind.Object,
            (byte)'[' => JsonKind.Array,
            (byte)'"' => JsonKind.String,
            (byte)'t' => JsonKind.True,
            (byte)'f' => JsonKind.False,
            (byte)'n' => JsonKind.Null,
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => JsonKind.Number,
            _ => throw Invalid(),
        };
    }

    /// <summary>Reads the value that comes next, an array or object whole.</summary>
    public JsonSlot ReadValue()
    {
        var kind = Peek();
        var start = position;
        switch (kind)
        {
            case JsonKind.String:
                return ReadString();
            case JsonKind.Number:
                SkipNumber();
                break;
            case JsonKind.False:
                position = Math.Min(start + 5, json.Length);
                break;
            case JsonKind.Null or JsonKind.True:
                position = Math.Min(start + 4, json.Length);
                break;
            default:
                SkipContainer();
                break;
        }

        return new JsonSlot(kind, false, start, position - start);
    }

    /// <summary>Goes into the object or array that <see cref="Peek"/> found.</summary>
    public void Enter() => position++;

    /// <summary>Inside an object: reads the next member's name and stops before its value, or leaves the object.</summary>
    public bool NextMember(out JsonString name)
    {
        var found = NextMember(out JsonSlot slot);
        name = slot.String(json);
        return found;
    }

    /// <summary>As the other, saying where the name stands.</summary>
    public bool NextMember(out JsonSlot name)
    {
        var next = SkipSeparators();
        if (next == '}')
        {
            position++;
            name = default;
            return false;
        }

        if (next != '"')
        {
            throw Invalid();
        }

        name = ReadString();
        SkipWhitespace();
        if (Current() != ':')
        {
            throw Invalid();
        }

        position++;
        return true;
    }

    /// <summary>Inside an array: stops before the next element, or leaves the array.</summary>
    public bool NextElement()
    {
        if (SkipSeparators() != ']')
        {
            return true;
        }

        position++;
        return false;
    }

    public void SkipWhitespace()
    {
        while (position < json.Length && json[position] <= ' ')
        {
            position++;
        }
    }

    private byte SkipSeparators()
    {
        SkipWhitespace();
        if (Current() == ',')
        {
            position++;
            SkipWhitespace();
        }

        return Current();
    }

    private readonly byte Current() => position < json.Length ? json[position] : throw Invalid();

    private JsonSlot ReadString()
    {
        var start = position + 1;
        var end = EndOfString(start, out var escaped);
        position = end + 1;
        return new JsonSlot(JsonKind.String, escaped, start, end - start);
    }

    /// <summary>The quote that ends the string whose first byte is at <paramref name="start"/>.</summary>
    private readonly int EndOfString(int start, out bool escaped)
    {
        escaped = false;
        for (var at = start; at < json.Length;)
        {
            var found = IndexOfQuoteOrBackslash(json[at..]);
            if (found < 0)
            {
                break;
            }

            at += found;
            if (json[at] == '"')
            {
                return at;
            }

            escaped = true;
            at += 2;
        }

        throw Invalid();
    }

    /// <summary>Names and most strings end within 16 bytes, where this is faster than the general search.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IndexOfQuoteOrBackslash(ReadOnlySpan<byte> text)
    {
        if (text.Length >= Vector128<byte>.Count)
        {
            var first = Vector128.Create(text);
            var hits = Vector128.Equals(first, Vector128.Create((byte)'"')) | Vector128.Equals(first, Vector128.Create((byte)'\\'));
            if (hits != Vector128<byte>.Zero)
            {
                return BitOperations.TrailingZeroCount(hits.ExtractMostSignificantBits());
            }
        }

        return text.IndexOfAny((byte)'"', (byte)'\\');
    }

    private void SkipNumber()
    {
        var at = position + 1;
        while (at < json.Length && json[at] is not ((byte)',' or (byte)'}' or (byte)']' or <= (byte)' '))
        {
            at++;
        }

        position = at;
    }

    private void SkipContainer()
    {
        var depth = 0;
        for (var at = position; at < json.Length; at++)
        {
            switch (json[at])
            {
                case (byte)'"':
                    at = EndOfString(at + 1, out _);
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}' or (byte)']' when --depth == 0:
                    position = at + 1;
                    return;
                default:
                    break;
            }
        }

        throw Invalid();
    }

    private readonly InvalidDocumentException Invalid() => new($"The document is not valid JSON at byte {position}.");
}
