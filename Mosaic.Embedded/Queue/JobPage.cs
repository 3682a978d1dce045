namespace Mosaic;

/// <summary>Some jobs of a list.</summary>
/// <param name="Jobs">In the list's order.</param>
/// <param name="Next">Where to go on; null: there are no more.</param>
public sealed record JobPage(IReadOnlyList<Job> Jobs, string? Next);
