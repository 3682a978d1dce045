using System.Text;

namespace QuickStart.Indexing;

/// <summary>The document that is stored of each file. Its text is in memory, passage by passage.</summary>
/// <param name="Path">Below the folder, with forward slashes.</param>
/// <param name="Hash">SHA-256 of the bytes.</param>
/// <param name="Note">What the user should know of it; null: nothing.</param>
/// <param name="Passages">The ids of its insights, in order.</param>
internal sealed record IndexedFile(string Path, long Size, DateTimeOffset Modified, string Hash, string? Note, IReadOnlyList<string> Passages)
{
    public const string Collection = "files";

    private const int IdBytesMax = 400;

    /// <summary>The path; its hash where it is longer than an id should be.</summary>
    public static string IdOf(string path) => Encoding.UTF8.GetByteCount(path) <= IdBytesMax ? path : StableId.Of(path);
}
