using System.Globalization;
using System.Numerics;
using System.Text;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Query.Select;

/// <summary>A sum of JSON numbers as exact decimals.</summary>
/// <remarks>Of one number the digits past <see cref="MaxDigits"/> are left out.</remarks>
internal sealed class ExactSum
{
    /// <summary>Enough for every number within the limits that is not written with a thousand digits of fraction.</summary>
    private const int MaxDigits = 2 * DocumentLimits.MaxNumberExponent;

    private const int AverageDigits = 34;

    /// <summary>Longer ones are written with an exponent.</summary>
    private const int MaxPlainDigits = 40;

    private BigInteger unscaled;
    private int exponent;

    public void Add(ReadOnlySpan<byte> number)
    {
        var (value, at) = Read(number);
        if (value.IsZero)
        {
            return;
        }

        var common = unscaled.IsZero ? at : Math.Min(exponent, at);
        unscaled = (unscaled * BigInteger.Pow(10, unscaled.IsZero ? 0 : exponent - common)) + (value * BigInteger.Pow(10, at - common));
        exponent = common;
    }

    public override string ToString() => Write(unscaled, exponent);

    /// <summary>The quotient to 34 significant digits, a half to the even one: as precise as IEEE 754's decimal128.</summary>
    public string DividedBy(long count)
    {
        var shift = Math.Max(0, AverageDigits + 2 + Digits(count) - Digits(unscaled));
        var quotient = BigInteger.DivRem(BigInteger.Abs(unscaled) * BigInteger.Pow(10, shift), count, out var rest);
        var surplus = Math.Max(0, Digits(quotient) - AverageDigits);
        var power = BigInteger.Pow(10, surplus);
        var kept = BigInteger.DivRem(quotient, power, out var cut);
        var half = (cut * 2).CompareTo(power);
        if (surplus > 0 && (half > 0 || (half == 0 && (!rest.IsZero || !kept.IsEven))))
        {
            kept++;
        }

        return Write(unscaled.Sign * kept, exponent - shift + surplus);
    }

    private static (BigInteger Value, int Exponent) Read(ReadOnlySpan<byte> number)
    {
        var end = number.IndexOfAny((byte)'e', (byte)'E');
        var exponent = 0;
        var digits = new StringBuilder();
        var isFraction = false;
        foreach (var letter in end < 0 ? number : number[..end])
        {
            if (!char.IsAsciiDigit((char)letter))
            {
                isFraction |= letter == '.';
                continue;
            }

            exponent -= isFraction ? 1 : 0;
            if (digits.Length == MaxDigits)
            {
                exponent++; // left out
            }
            else if (digits.Length > 0 || letter != '0')
            {
                digits.Append((char)letter);
            }
        }

        if (digits.Length == 0)
        {
            return default; // whatever its exponent
        }

        var value = BigInteger.Parse(digits.ToString(), NumberStyles.None, CultureInfo.InvariantCulture);
        exponent += end < 0 ? 0 : int.Parse(number[(end + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return (number[0] == '-' ? -value : value, exponent);
    }

    private static int Digits(BigInteger value) => value.IsZero ? 1 : BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture).Length;

    /// <summary>Without zeros that mean nothing.</summary>
    private static string Write(BigInteger value, int exponent)
    {
        if (value.IsZero)
        {
            return "0";
        }

        var sign = value.Sign < 0 ? "-" : "";
        var digits = BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture);
        exponent += digits.Length;
        digits = digits.TrimEnd('0');
        if (exponent > MaxPlainDigits || exponent < -MaxPlainDigits)
        {
            var fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{exponent - 1}");
        }

        return exponent switch
        {
            <= 0 => $"{sign}0.{new string('0', -exponent)}{digits}",
            _ when exponent >= digits.Length => $"{sign}{digits}{new string('0', exponent - digits.Length)}",
            _ => $"{sign}{digits[..exponent]}.{digits[exponent..]}",
        };
    }
}
