using Mosaic.Backends;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>What may be a hit: a text that stands alone, or a turn by its session's place and its number.</summary>
internal readonly record struct Candidate(double Score, long At, TextKey? Key, int Session, int Number)
{
    public SearchableText? Text { get; init; }

    public float? Similarity { get; init; }
}
