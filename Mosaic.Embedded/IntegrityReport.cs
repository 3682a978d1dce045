namespace Mosaic;

/// <summary>What an integrity check found. A check repairs nothing.</summary>
/// <param name="Ok">Nothing is wrong.</param>
/// <param name="Problems">One sentence for each problem; empty when <paramref name="Ok"/>.</param>
public sealed record IntegrityReport(bool Ok, IReadOnlyList<string> Problems);
