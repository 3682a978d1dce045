using Mosaic.Memory.Search;

namespace Mosaic.Index;

/// <summary>What to rank: rows with any of some terms, within limits.</summary>
internal sealed record IndexQuery(HashSet<string> Terms, DateWords Dates, SearchLimits Limits);
