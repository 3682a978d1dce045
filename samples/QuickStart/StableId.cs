using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace QuickStart;

/// <summary>An id that the same parts always get: what a run writes twice, it writes to the same place.</summary>
internal static class StableId
{
    /// <returns>32 hexadecimal digits.</returns>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            Append(hash, part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    /// <summary>The length goes first, so that ("ab", "c") and ("a", "bc") differ.</summary>
    public static void Append(IncrementalHash hash, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
