using System.Globalization;

namespace QuickStart.Indexing;

/// <summary>A piece of a text, as long as an answer should be.</summary>
/// <param name="Number">Its place among the passages of its file, from 0.</param>
/// <param name="Line">The line of the file that it begins in, from 1.</param>
internal sealed record Passage(int Number, int Line, string Text)
{
    /// <summary>
    /// The same passage of the same file always has the same id. It begins with the file and the number: rows are kept in the order
    /// of their ids, so the passages of a file stand together, and what is indexed in that order is appended.
    /// </summary>
    public string IdIn(string path) => string.Create(
        CultureInfo.InvariantCulture,
        $"{IndexedFile.IdOf(path)}#{Number:x5}-{StableId.Of(Line.ToString(CultureInfo.InvariantCulture), Text)[..16]}");
}
