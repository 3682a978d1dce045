namespace QuickStart;

internal sealed record Changes(int Stored, int Unchanged, int Removed, int Skipped);
