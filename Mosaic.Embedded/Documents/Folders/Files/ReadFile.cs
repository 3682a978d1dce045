namespace Mosaic.Documents.Folders.Files;

/// <summary>A file as it was read.</summary>
/// <param name="Path">From the root.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Ticks">When it was written last, UTC.</param>
/// <param name="Parsed">What it says.</param>
/// <param name="Hash">Of its bytes; null: they were not read.</param>
internal sealed record ReadFile(string Path, long Size, long Ticks, ParsedFile Parsed, string? Hash);
