using System.Globalization;
using Mosaic.Storage;

namespace Mosaic.Index;

/// <summary>
/// How far an index has followed its store: unit <paramref name="Sequence"/> of one history, named by that unit's stamp.
/// It is the index's commit data, so that it becomes durable with what it tells of.
/// </summary>
internal readonly record struct IndexMark(Guid StoreId, long Sequence, ulong Stamp)
{
    /// <summary>The name of the commit data. Another version of analysis or fields has another one, and finds no mark.</summary>
    public static readonly string Name = $"mosaic-index-{TextAnalysis.Version}";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StoreId:N}.{Sequence}.{Stamp:x}.");

    /// <summary>Whether the store has the unit, of this history, and still knows everything that changed after it.</summary>
    public bool IsOf(StoreCore core) =>
        StoreId == core.StoreId && Sequence > 0 && Sequence <= core.Rows.Visible && Sequence + 1 >= core.Trim.Oldest
        && core.Feed.StampOf(Sequence) == Stamp;

    public static bool TryParse(ReadOnlySpan<char> text, out IndexMark mark)
    {
        mark = default;
        Span<Range> parts = stackalloc Range[5];
        if (text.Split(parts, '.') < 3
            || !Guid.TryParseExact(text[parts[0]], "N", out var store)
            || !long.TryParse(text[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || !ulong.TryParse(text[parts[2]], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var stamp))
        {
            return false;
        }

        mark = new IndexMark(store, sequence, stamp);
        return true;
    }
}
