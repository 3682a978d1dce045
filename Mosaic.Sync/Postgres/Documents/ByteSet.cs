using System.Diagnostics.CodeAnalysis;

namespace Mosaic.Postgres.Documents;

/// <summary>Sets of bytes by their content.</summary>
internal static class ByteSet
{
    public static readonly IEqualityComparer<byte[]> Comparer = new ContentComparer();

    public static HashSet<byte[]> Of(IEnumerable<ReadOnlyMemory<byte>> items) => items.Select(static item => item.ToArray()).ToHashSet(Comparer);

    private sealed class ContentComparer : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj)
        {
            var hash = default(HashCode);
            hash.AddBytes(obj);
            return hash.ToHashCode();
        }
    }
}
