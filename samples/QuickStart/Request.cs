namespace QuickStart;

/// <summary>What the command line asks for; null where it says nothing.</summary>
internal sealed record Request(string? Folder, string? Ask, string? Data, bool Digest);
