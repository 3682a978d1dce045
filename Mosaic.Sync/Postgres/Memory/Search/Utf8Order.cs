using System.Text;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>The order of texts by their bytes in UTF-8, as keys of the local engine have it.</summary>
internal static class Utf8Order
{
    public static int Compare(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    /// <summary>Of names that something follows in a key: the shorter first.</summary>
    public static int CompareNames(string left, string right)
    {
        var (a, b) = (Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.AsSpan().SequenceCompareTo(b);
    }
}
