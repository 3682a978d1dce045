using System.Buffers;

namespace Mosaic.Postgres.Documents;

/// <summary>A document's exact bytes as the text of the jsonb that is queried: the same values, characters as <see cref="ControlEscape"/> has
/// them, numbers as <see cref="ProjectedNumber"/> does. Only the bytes are the document; nothing is read back from this.</summary>
internal static class DocumentProjection
{
    private const int EscapeLength = 6;

    /// <summary>What may have to be written differently.</summary>
    private static readonly SearchValues<byte> Marks = SearchValues.Create("\"-0123456789"u8);

    private static readonly SearchValues<byte> NumberLetters = SearchValues.Create("0123456789+-.eE"u8);

    /// <param name="json">A document that the store accepts: its names are unique, its numbers and surrogates in bounds.</param>
    /// <returns>The text; the same memory where nothing is to be written differently.</returns>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        ArrayBufferWriter<byte>? target = null;
        var utf8 = json.Span;
        var kept = 0;
        for (var i = 0; i < utf8.Length;)
        {
            var next = utf8[i..].IndexOfAny(Marks);
            if (next < 0)
            {
                break;
            }

            i += next;
            if (utf8[i] == '"')
            {
                i = CopyString(utf8, i + 1, ref kept, ref target);
                continue;
            }

            var length = utf8[i..].IndexOfAnyExcept(NumberLetters) is >= 0 and var found ? found : utf8.Length - i;
            var number = utf8.Slice(i, length);
            if (!ProjectedNumber.IsPlain(number))
            {
                ProjectedNumber.Write(number, Flush(utf8[kept..i], ref target));
                kept = i + length;
            }

            i += length;
        }

        if (target is null)
        {
            return json;
        }

        target.Write(utf8[kept..]);
        return target.WrittenMemory;
    }

    /// <returns>What follows the closing quote.</returns>
    private static int CopyString(ReadOnlySpan<byte> utf8, int start, ref int kept, ref ArrayBufferWriter<byte>? target)
    {
        for (var i = start; ;)
        {
            i += utf8[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (utf8[i] == '"')
            {
                return i + 1;
            }

            if (!utf8[(i + 1)..].StartsWith("u000"u8) || utf8[i + EscapeLength - 1] - '0' is var control && control >= ControlEscape.End)
            {
                i += 2;
                continue;
            }

            WriteControl(control, Flush(utf8[kept..i], ref target));
            i += EscapeLength;
            kept = i;
        }
    }

    private static void WriteControl(int control, ArrayBufferWriter<byte> target)
    {
        foreach (var letter in (ReadOnlySpan<char>)[ControlEscape.First(control), ControlEscape.Second(control)])
        {
            target.Write("\\u000"u8);
            target.Write([(byte)('0' + letter)]);
        }
    }

    private static ArrayBufferWriter<byte> Flush(ReadOnlySpan<byte> unchanged, ref ArrayBufferWriter<byte>? target)
    {
        target ??= new ArrayBufferWriter<byte>(unchanged.Length + 256);
        target.Write(unchanged);
        return target;
    }
}
