namespace Mosaic.Benchmarks.Folders;

/// <summary>What a side found in a file.</summary>
/// <param name="Tags">In order.</param>
/// <param name="Links">Targets as they were written.</param>
/// <param name="Tasks">How many tasks.</param>
internal sealed record FoundFile(IReadOnlyList<string> Tags, IReadOnlyList<string> Links, int Tasks);
