namespace QuickStart.Scanning;

/// <summary>The part of a stored file that tells whether it changed.</summary>
internal sealed record KnownFile(string Path, long Size, DateTimeOffset Modified);
