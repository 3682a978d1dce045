namespace Mosaic.Backends;

/// <summary>The keys of an index from one to another, both included, in the order of their bytes.</summary>
/// <param name="Low">At or below the first key.</param>
/// <param name="High">At or above the last key.</param>
public readonly record struct IndexRange(byte[] Low, byte[] High)
{
    /// <summary>One key.</summary>
    internal bool IsPoint => Low.AsSpan().SequenceEqual(High);

    internal bool Contains(ReadOnlySpan<byte> key) => key.SequenceCompareTo(Low) >= 0 && key.SequenceCompareTo(High) <= 0;
}
