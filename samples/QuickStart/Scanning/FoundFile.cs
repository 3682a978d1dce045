namespace QuickStart.Scanning;

/// <summary>A file as the scan saw it.</summary>
/// <param name="Path">Below the folder, with forward slashes.</param>
internal sealed record FoundFile(string Path, long Size, DateTimeOffset Modified);
