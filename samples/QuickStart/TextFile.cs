namespace QuickStart;

/// <summary>A text as it is stored; its id is its path below the folder.</summary>
internal sealed record TextFile(string Id, DateTimeOffset Modified, long Length, string Content);
