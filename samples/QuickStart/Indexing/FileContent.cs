namespace QuickStart.Indexing;

/// <summary>A file as it was read.</summary>
/// <param name="Hash">SHA-256 of the bytes.</param>
/// <param name="Text">Empty when it is no text.</param>
/// <param name="Note">What the user should know of it; null: nothing.</param>
internal sealed record FileContent(long Size, DateTimeOffset Modified, string Hash, string Text, string? Note);
