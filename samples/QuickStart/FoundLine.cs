namespace QuickStart;

internal sealed record FoundLine(string Path, int Number, string Line);
