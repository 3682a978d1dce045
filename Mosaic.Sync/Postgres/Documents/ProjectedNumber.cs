using System.Buffers;
using System.Globalization;
using System.Text;

namespace Mosaic.Postgres.Documents;

/// <summary>A JSON number's text as PostgreSQL's numeric takes it.</summary>
/// <remarks>
/// Numeric has 16,383 digits behind the point, and documents hold numbers from 1e-1000 to 1e1000 of any count of digits, and zeros with
/// any exponent. A number of more than <see cref="DigitsMax"/> digits is cut there and ends in 1: it stays above what equals its beginning and below all
/// above that, so that it compares exactly with every number of no more digits, and ties with longer ones of the same beginning only.
/// </remarks>
internal static class ProjectedNumber
{
    public const int DigitsMax = 15_000;

    /// <summary>So long a text is taken as it is, where it has no exponent.</summary>
    private const int PlainMax = 1_000;

    /// <summary>Beyond what documents hold, and within what numeric does: what is compared with a document is as well kept here.</summary>
    private const long ExponentMax = 1_100;

    /// <summary>Whether numeric takes it as it is.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text) => text.Length <= PlainMax && text.IndexOfAny((byte)'e', (byte)'E') < 0;

    /// <summary>The text of a number to compare documents' with.</summary>
    /// <exception cref="NotSupportedException">It has more digits than are compared.</exception>
    public static string ForOperand(string text)
    {
        var utf8 = Encoding.ASCII.GetBytes(text);
        if (IsPlain(utf8))
        {
            return text;
        }

        var buffer = new ArrayBufferWriter<byte>(utf8.Length + 16);
        return Write(utf8, buffer) ? Encoding.ASCII.GetString(buffer.WrittenSpan) : throw new NotSupportedException(
            $"The filter compares with a number of more than {DigitsMax} digits ({text[..20]}…), which PostgreSQL cannot; round it.");
    }

    /// <summary>Writes the same number, or the one that stands for it.</summary>
    /// <returns>Whether it is the same.</returns>
    public static bool Write(ReadOnlySpan<byte> text, IBufferWriter<byte> target)
    {
        var end = text.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = end < 0 ? text : text[..end];
        var first = mantissa.IndexOfAnyInRange((byte)'1', (byte)'9');
        if (first < 0)
        {
            target.Write("0"u8);
            return true;
        }

        var dot = mantissa.IndexOf((byte)'.');
        var point = dot < 0 ? mantissa.Length : dot;
        var exponent = (end < 0 ? 0 : ReadExponent(text[(end + 1)..])) + (first < point ? point - first - 1 : point - first);
        var last = mantissa.LastIndexOfAnyInRange((byte)'1', (byte)'9');
        if (text[0] == '-')
        {
            target.Write("-"u8);
        }

        var same = WriteDigits(mantissa[first..(last + 1)], target);
        target.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"e{Math.Clamp(exponent, -ExponentMax, ExponentMax)}")));
        return same;
    }

    /// <summary>As d.ddd.</summary>
    private static bool WriteDigits(ReadOnlySpan<byte> digits, IBufferWriter<byte> target)
    {
        var written = 0;
        foreach (ref readonly var digit in digits)
        {
            if (digit == '.')
            {
                continue;
            }

            if (written == DigitsMax)
            {
                target.Write("1"u8);
                return false;
            }

            if (written++ == 1)
            {
                target.Write("."u8);
            }

            target.Write(new ReadOnlySpan<byte>(in digit));
        }

        return true;
    }

    private static long ReadExponent(ReadOnlySpan<byte> text)
    {
        var value = 0L;
        foreach (var letter in text)
        {
            if (letter is >= (byte)'0' and <= (byte)'9')
            {
                value = Math.Min((value * 10) + (letter - '0'), int.MaxValue);
            }
        }

        return text[0] == '-' ? -value : value;
    }
}
