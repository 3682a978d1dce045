using System.Globalization;

namespace QuickStart.Indexing;

/// <summary>A piece of a text, as long as an answer should be.</summary>
/// <param name="Number">Its place among the passages of its file, from 0.</param>
/// <param name="Line">The line of the file that it begins in, from 1.</param>
internal sealed record Passage(int Number, int Line, string Text)
{
    /// <summary>The same passage of the same file always has the same id.</summary>
    public string IdIn(string path) =>
        StableId.Of(path, Number.ToString(CultureInfo.InvariantCulture), Line.ToString(CultureInfo.InvariantCulture), Text);
}
