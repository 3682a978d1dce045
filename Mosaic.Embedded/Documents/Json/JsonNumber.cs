namespace Mosaic.Documents.Json;

/// <summary>A JSON number as the exact decimal that its text says, of any length: d.ddd x 10^<see cref="Exponent"/>.</summary>
/// <remarks>1.0, 1 and 10e-1 are equal, and so are -0 and 0.</remarks>
internal readonly ref struct JsonNumber
{
    private const int MaxSmallDigits = 18;

    /// <summary>Past this an exponent's text is read as this; documents hold nothing near it.</summary>
    private const long ExponentCeiling = 1_000_000_000_000;

    /// <summary>From the first digit other than zero to the last, perhaps with a dot among them.</summary>
    private readonly ReadOnlySpan<byte> digits;

    private JsonNumber(ReadOnlySpan<byte> digits, int sign, long exponent)
    {
        this.digits = digits;
        Sign = sign;
        Exponent = exponent;
    }

    /// <summary>-1, 0 or 1.</summary>
    public int Sign { get; }

    /// <summary>The power of ten of the first digit other than zero; 0 of zero.</summary>
    public long Exponent { get; }

    /// <summary>Whether a document may hold it.</summary>
    public bool IsWithinLimits => Exponent is >= -DocumentLimits.MaxNumberExponent and <= DocumentLimits.MaxNumberExponent;

    /// <summary>Reads a number's text, which must be valid JSON.</summary>
    public static JsonNumber Parse(ReadOnlySpan<byte> text)
    {
        var negative = text is [(byte)'-', ..];
        var dot = -1;
        var first = -1;
        var last = -1;
        var end = text.Length;
        for (var i = negative ? 1 : 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '.')
            {
                dot = i;
            }
            else if (letter is (byte)'e' or (byte)'E')
            {
                end = i;
                break;
            }
            else if (letter != '0')
            {
                first = first < 0 ? i : first;
                last = i;
            }
        }

        if (first < 0)
        {
            return default;
        }

        dot = dot < 0 ? end : dot;
        var place = first < dot ? dot - first - 1 : dot - first;
        var written = end < text.Length ? ReadExponent(text[(end + 1)..]) : 0;
        return new JsonNumber(text[first..(last + 1)], negative ? -1 : 1, written + place);
    }

    /// <summary>Compares the values of two texts.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        TryReadSmall(left, out var a) && TryReadSmall(right, out var b) ? a.CompareTo(b) : Parse(left).CompareTo(Parse(right));

    /// <summary>Whether <see cref="IsWithinLimits"/>, without parsing what is short and plain.</summary>
    public static bool CheckLimits(ReadOnlySpan<byte> text) =>
        (text.Length <= DocumentLimits.MaxNumberExponent && text.IndexOfAny((byte)'e', (byte)'E') < 0) || Parse(text).IsWithinLimits;

    /// <summary>An integer of up to 18 digits, written without dot and exponent.</summary>
    public static bool TryReadSmall(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var negative = text is [(byte)'-', ..];
        var digits = negative ? text[1..] : text;
        if (digits.Length > MaxSmallDigits)
        {
            return false;
        }

        foreach (var letter in digits)
        {
            var digit = letter - '0';
            if ((uint)digit > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        value = negative ? -value : value;
        return true;
    }

    public int CompareTo(JsonNumber other)
    {
        if (Sign != other.Sign || Sign == 0)
        {
            return Sign.CompareTo(other.Sign);
        }

        var magnitude = Exponent != other.Exponent ? Exponent.CompareTo(other.Exponent) : CompareDigits(digits, other.digits);
        return Sign < 0 ? -magnitude : magnitude;
    }

    /// <summary>Room that is always enough for <see cref="WriteOrdered"/> of a text of that many bytes.</summary>
    public static int MaxOrderedLength(int textLength) => (textLength / 2) + 5;

    /// <summary>Writes bytes whose order is the order of numbers; equal numbers get equal bytes.</summary>
    /// <remarks>
    /// A byte for the sign (1 negative, 2 zero, 3 positive), two for the exponent, then two digits a byte (00 is 1, 99
    /// is 100) without trailing zeros, then 0. Of a negative number all but the first byte are inverted. A number of
    /// more digits than <paramref name="maxPairs"/> bytes hold is cut and ends in 1: it stays above what equals its
    /// prefix and below all above that, and only ties with numbers of the same prefix.
    /// </remarks>
    /// <param name="target">Where to write.</param>
    /// <param name="maxPairs">The most bytes of digits.</param>
    /// <param name="truncated">Whether digits were cut.</param>
    /// <returns>The bytes written.</returns>
    public int WriteOrdered(Span<byte> target, int maxPairs, out bool truncated)
    {
        target[0] = (byte)(Sign + 2);
        truncated = false;
        if (Sign == 0)
        {
            return 1;
        }

        var biased = Math.Clamp(Exponent, short.MinValue, short.MaxValue) - short.MinValue;
        target[1] = (byte)(biased >> 8);
        target[2] = (byte)biased;
        var written = 3;
        for (var i = 0; i < digits.Length;)
        {
            if (maxPairs-- == 0)
            {
                truncated = true;
                break;
            }

            var high = NextDigit(ref i);
            target[written++] = (byte)((high * 10) + NextDigit(ref i) + 1);
        }

        target[written++] = truncated ? (byte)1 : (byte)0;
        if (Sign < 0)
        {
            foreach (ref var part in target[1..written])
            {
                part = (byte)~part;
            }
        }

        return written;
    }

    /// <summary>The digit at <paramref name="position"/>, a dot skipped; past the end, 0.</summary>
    private int NextDigit(ref int position)
    {
        if (position < digits.Length && digits[position] == '.')
        {
            position++;
        }

        return position < digits.Length ? digits[position++] - '0' : 0;
    }

    private static int CompareDigits(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int i = 0, j = 0;
        while (true)
        {
            i += i < left.Length && left[i] == '.' ? 1 : 0;
            j += j < right.Length && right[j] == '.' ? 1 : 0;
            if (i == left.Length || j == right.Length)
            {
                return (left.Length - i).CompareTo(right.Length - j);
            }

            if (left[i] != right[j])
            {
                return left[i].CompareTo(right[j]);
            }

            i++;
            j++;
        }
    }

    private static long ReadExponent(ReadOnlySpan<byte> text)
    {
        long value = 0;
        foreach (var letter in text)
        {
            if (letter is >= (byte)'0' and <= (byte)'9')
            {
                value = Math.Min((value * 10) + (letter - '0'), ExponentCeiling);
            }
        }

        return text is [(byte)'-', ..] ? -value : value;
    }
}
