namespace QuickStart.Indexing;

/// <summary>What was done about a file, and how many passages it has.</summary>
internal sealed record FileResult(FileOutcome Outcome, int Passages = 0, string? Note = null);
