using System.Globalization;
using System.Numerics;

namespace Mosaic.Specs;

/// <summary>A JSON number as an integer and a power of ten, by schoolbook arithmetic.</summary>
public static class ReferenceNumber
{
    public static int Compare(string left, string right)
    {
        var (a, scaleA) = Parse(left);
        var (b, scaleB) = Parse(right);
        if (a.IsZero || b.IsZero || a.Sign != b.Sign)
        {
            return a.Sign.CompareTo(b.Sign);
        }

        var common = Math.Min(scaleA, scaleB);
        return (a * BigInteger.Pow(10, scaleA - common)).CompareTo(b * BigInteger.Pow(10, scaleB - common));
    }

    private static (BigInteger Mantissa, int Scale) Parse(string text)
    {
        var parts = text.Split('e', 'E');
        var scale = parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        var dot = parts[0].IndexOf('.', StringComparison.Ordinal);
        var fraction = dot < 0 ? 0 : parts[0].Length - dot - 1;
        return (BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), scale - fraction);
    }
}
