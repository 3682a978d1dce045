using System.Globalization;

namespace QuickStart.Indexing;

/// <summary>Where a passage is, as it is kept in the insight's metadata.</summary>
/// <param name="Path">The file, below the folder.</param>
/// <param name="Line">The line that it begins in, from 1.</param>
internal sealed record PassagePlace(string Path, int Line)
{
    public static PassagePlace From(IReadOnlyDictionary<string, object?> metadata) => new(
        Convert.ToString(metadata["path"], CultureInfo.InvariantCulture)!,
        int.Parse(Convert.ToString(metadata["line"], CultureInfo.InvariantCulture)!, CultureInfo.InvariantCulture));

    public IReadOnlyDictionary<string, object?> ToMetadata() => new Dictionary<string, object?> { ["path"] = Path, ["line"] = Line };
}
