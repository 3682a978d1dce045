namespace QuickStart;

/// <summary>What the user should know of a file or folder.</summary>
internal sealed record FileNote(string Path, string Text);
