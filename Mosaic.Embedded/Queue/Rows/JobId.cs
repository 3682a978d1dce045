using System.Buffers.Binary;

namespace Mosaic.Backends;

/// <summary>
/// The ids that the store makes: 32 characters of Crockford's base 32, lower case, in the order of enqueueing. They carry the
/// job's key, so that no row maps them, and four bytes of the store's identity, so that another store's ids are foreign.
/// </summary>
/// <param name="storeId">The store's identity.</param>
public sealed class JobId(Guid storeId)
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Bytes = 20;
    private const int Characters = Bytes * 8 / 5;

    private readonly int _salt = BinaryPrimitives.ReadInt32BigEndian(storeId.ToByteArray());

    /// <summary>The id of a job.</summary>
    /// <param name="job">The job.</param>
    /// <returns>Its id.</returns>
    public string ToText(JobKey job)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, job.Number);
        BinaryPrimitives.WriteInt32BigEndian(bytes[8..], job.Queue);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], job.Priority);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], _salt);
        return Base32(bytes);
    }

    /// <summary>The job of an id.</summary>
    /// <param name="text">The id.</param>
    /// <param name="job">The job that it names.</param>
    /// <returns>False when this store did not make the id.</returns>
    public bool TryParse(string text, out JobKey job)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        job = default;
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length != Characters || !TryBytes(text, bytes) || BinaryPrimitives.ReadInt32BigEndian(bytes[16..]) != _salt)
        {
            return false;
        }

        job = new JobKey(
            BinaryPrimitives.ReadInt32BigEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes));
        return true;
    }

    /// <summary>Text of bytes whose number is a multiple of five.</summary>
    internal static string Base32(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[bytes.Length * 8 / 5];
        var bits = 0;
        var held = 0;
        var at = 0;
        foreach (var next in bytes)
        {
            held = (held << 8) | next;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text[at++] = Alphabet[(held >> (bits - 5)) & 31];
            }
        }

        return new string(text);
    }

    /// <summary>The inverse of <see cref="Base32"/>.</summary>
    internal static bool TryBytes(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length * 5 != bytes.Length * 8)
        {
            return false;
        }

        var bits = 0;
        var held = 0;
        var at = 0;
        foreach (var character in text)
        {
            var value = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }

            held = (held << 5) | value;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(held >> bits);
            }
        }

        return true;
    }
}
