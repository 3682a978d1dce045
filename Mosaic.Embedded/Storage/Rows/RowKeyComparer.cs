using System.IO.Hashing;

namespace Mosaic.Storage.Rows;

/// <summary>Keys by their bytes, looked up without making an array.</summary>
internal sealed class RowKeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly RowKeyComparer Instance = new();

    public static int Hash(ReadOnlySpan<byte> key) => (int)XxHash3.HashToUInt64(key);

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => Hash(obj);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate) => Hash(alternate);

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
