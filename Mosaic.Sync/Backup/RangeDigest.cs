using System.Buffers.Binary;
using System.Security.Cryptography;
using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>Digests rows of a range.</summary>
internal sealed class RangeDigest : IDisposable
{
    private const int Kept = 16;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _lengths = new byte[2 * sizeof(int)];

    public long Rows { get; private set; }

    public long Bytes { get; private set; }

    public void Add(in TransferRecord row)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_lengths, row.Key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(_lengths.AsSpan(sizeof(int)), row.Value.Length);
        _hash.AppendData(_lengths);
        _hash.AppendData(row.Key.Span);
        _hash.AppendData(row.Value.Span);
        Rows++;
        Bytes += row.Key.Length + row.Value.Length;
    }

    /// <summary>The digest of what was added; begins anew.</summary>
    public byte[] Take()
    {
        Rows = 0;
        Bytes = 0;
        return _hash.GetHashAndReset()[..Kept];
    }

    public void Dispose() => _hash.Dispose();
}
