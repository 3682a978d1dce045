using Mosaic.Backends;
using Mosaic.Memory.Search;

namespace Mosaic.Index;

/// <summary>What to rank: rows with any of some terms, within limits.</summary>
internal sealed record IndexQuery : MemoryQuery
{
    public IndexQuery(HashSet<string> terms, DateWords dates, SearchLimits limits)
        : base(terms, dates, limits)
    {
    }

    public IndexQuery(MemoryQuery query)
        : base(query)
    {
    }

    /// <summary>What a row says now; null: it is not there. Phrases are looked for in it, and feedback is taken from it.</summary>
    public Func<byte[], SearchableText?> RowOf { get; init; } = static _ => null;

    /// <summary>Whether a row, as it is now, is within the limits.</summary>
    public bool Admits(byte[] key) => RowOf(key) is { } text && Limits.Admit(text);
}
