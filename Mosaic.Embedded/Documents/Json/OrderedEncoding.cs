namespace Mosaic.Documents.Json;

/// <summary>Bytes whose order is the order of JSON values: missing, null, false, true, numbers, strings, then arrays and objects.</summary>
internal static class OrderedEncoding
{
    public const byte Missing = 0x01;
    public const byte Null = 0x10;
    public const byte False = 0x20;
    public const byte True = 0x21;
    public const byte Number = 0x30;
    public const byte String = 0x40;
    public const byte Container = 0x50;

    /// <summary>Added to the tag of a value that is an element of an array, so that it is found apart from the plain ones.</summary>
    public const byte ElementFlag = 0x80;

    private const byte Terminator = 0x00;
    private const byte CutTerminator = 0x01;
    private const byte EscapedZero = 0xFF;

    /// <summary>Writes a string so that its order is that of its bytes, a prefix first.</summary>
    /// <remarks>
    /// A byte 0 becomes 00 FF, and the end is 00 00. A string past a limit is cut and ends in 00 01: it stays above what
    /// equals its prefix and below all above that, and only ties with strings of the same prefix. Where to cut depends on
    /// nothing but the prefix.
    /// </remarks>
    /// <returns>The bytes written: at most <paramref name="maxEncoded"/> and 2.</returns>
    public static int WriteString(ReadOnlySpan<byte> utf8, Span<byte> target, int maxSource, int maxEncoded, out bool truncated)
    {
        var written = WritePrefix(utf8, target, maxSource, maxEncoded, out truncated);
        target[written] = Terminator;
        target[written + 1] = truncated ? CutTerminator : Terminator;
        return written + 2;
    }

    /// <summary>As <see cref="WriteString"/> without the end: what the keys of all strings that begin so begin with.</summary>
    public static int WritePrefix(ReadOnlySpan<byte> utf8, Span<byte> target, int maxSource, int maxEncoded, out bool truncated)
    {
        if (utf8.Length <= maxSource && utf8.Length <= maxEncoded - 1 && !utf8.Contains(Terminator))
        {
            utf8.CopyTo(target);
            truncated = false;
            return utf8.Length;
        }

        var written = 0;
        for (var i = 0; i < utf8.Length; i++)
        {
            if (i == maxSource || written > maxEncoded - 2)
            {
                truncated = true;
                return written;
            }

            target[written++] = utf8[i];
            if (utf8[i] == Terminator)
            {
                target[written++] = EscapedZero;
            }
        }

        truncated = false;
        return written;
    }
}
