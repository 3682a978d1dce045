namespace Mosaic.Memory.Rows;

/// <summary>The counters of memory's rows.</summary>
internal static class MemoryCounter
{
    private const long First = 16L << 32;

    public const long Preferences = First | 1;
    public const long Insights = First | 2;
    public const long Turns = First | 3;
    public const long Sessions = First | 4;
    public const long Vectors = First | 5;
    public const long TextVectors = First | 6;
}
