using System.Globalization;

namespace Mosaic.Storage.Changes;

/// <summary>A place in the feed: behind change <paramref name="Index"/> of unit <paramref name="Sequence"/> of one history.</summary>
internal readonly record struct FeedCursor(Guid StoreId, long Sequence, ulong Stamp, int Index)
{
    public const int WholeUnit = int.MaxValue;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{StoreId:N}.{Sequence}.{Stamp:x}.{Index}");

    public static bool TryParse(string text, out FeedCursor cursor)
    {
        cursor = default;
        var parts = text.Split('.');
        if (parts.Length != 4
            || !Guid.TryParseExact(parts[0], "N", out var storeId)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || !ulong.TryParse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var stamp)
            || !int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return false;
        }

        cursor = new FeedCursor(storeId, sequence, stamp, index);
        return true;
    }
}
