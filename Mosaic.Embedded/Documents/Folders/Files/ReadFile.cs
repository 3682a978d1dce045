namespace Mosaic.Documents.Folders.Files;

/// <summary>A file as it was read.</summary>
/// <param name="Path">Its path from the root.</param>
/// <param name="Size">Its bytes; -1: it could not be read.</param>
/// <param name="Ticks">When it was written last, UTC.</param>
/// <param name="Parsed">What it says.</param>
/// <param name="Hash">Of its bytes; null: they were not read.</param>
internal sealed record ReadFile(string Path, long Size, long Ticks, ParsedFile Parsed, string? Hash)
{
    public bool IsRead => Size >= 0;

    public static ReadFile Unreadable(string path, string problem) => new(path, -1, 0, new ParsedFile("", [], problem), null);
}
