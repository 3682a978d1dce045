using Mosaic.Documents.Json;

namespace Mosaic.Backends;

/// <summary>What names and texts of memory may measure.</summary>
public static class MemoryLimits
{
    /// <summary>UTF-8 bytes of a user's id: it stands in keys beside another id, and LiteDB's keys end at 1,023 bytes.</summary>
    public const int MaxUserBytes = 256;

    /// <summary>UTF-8 bytes of the id of an insight, a turn or a session, and of a preference's key, a category or a speaker.</summary>
    public const int MaxNameBytes = DocumentLimits.MaxIdBytes;

    /// <summary>Ids of turns that one insight came from.</summary>
    public const int MaxProvenance = 10_000;

    /// <summary>Numbers of one vector.</summary>
    public const int MaxDimensions = 65_535;

    /// <summary>Hits of one search.</summary>
    public const int MaxHits = 10_000;
}
