using System.Globalization;

namespace Mosaic.Backends;

/// <summary>A place in a change feed: behind change <paramref name="Index"/> of entry <paramref name="Sequence"/> of one history.</summary>
/// <param name="StoreId">The store's id.</param>
/// <param name="Sequence">The entry's number: of a unit locally, of a statement on a server.</param>
/// <param name="Stamp">The entry's random stamp, so that two histories with the same number differ.</param>
/// <param name="Index">The change within the entry; <see cref="WholeUnit"/>: behind all of it.</param>
public readonly record struct FeedCursor(Guid StoreId, long Sequence, ulong Stamp, int Index)
{
    /// <summary>The index that is behind every change of its entry.</summary>
    public const int WholeUnit = int.MaxValue;

    /// <summary>The cursor's text, as users keep it.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{StoreId:N}.{Sequence}.{Stamp:x}.{Index}");

    /// <summary>Reads a cursor's text.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static FeedCursor Parse(string text) =>
        TryParse(text, out var cursor) ? cursor : throw new ArgumentException("This is not a cursor of a change feed.", nameof(text));

    /// <summary>Reads a cursor's text.</summary>
    /// <returns>Whether it is one.</returns>
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
