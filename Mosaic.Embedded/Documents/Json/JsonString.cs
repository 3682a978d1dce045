using System.Buffers;

namespace Mosaic.Documents.Json;

/// <summary>A JSON string as it stands between its quotes, compared as the UTF-8 bytes that it means.</summary>
internal readonly ref struct JsonString(ReadOnlySpan<byte> raw, bool escaped)
{
    public ReadOnlySpan<byte> Raw { get; } = raw;

    public bool Escaped { get; } = escaped;

    public bool Equals(ReadOnlySpan<byte> utf8) =>
        Escaped ? utf8.Length < Raw.Length && CompareEscaped(utf8, out _) == 0 : Raw.SequenceEqual(utf8);

    /// <summary>Both names mean the same text, however each is escaped.</summary>
    public bool Equals(JsonString other)
    {
        if (!other.Escaped)
        {
            return Equals(other.Raw);
        }

        if (!Escaped)
        {
            return other.Equals(Raw);
        }

        var rented = ArrayPool<byte>.Shared.Rent(other.Raw.Length);
        var equal = Equals(rented.AsSpan(0, other.Unescape(rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return equal;
    }

    /// <summary>Order by UTF-8 bytes, which is the order of code points.</summary>
    public int CompareTo(ReadOnlySpan<byte> utf8) => Escaped ? CompareEscaped(utf8, out _) : Raw.SequenceCompareTo(utf8);

    public bool StartsWith(ReadOnlySpan<byte> utf8)
    {
        if (!Escaped)
        {
            return Raw.StartsWith(utf8);
        }

        CompareEscaped(utf8, out var matched);
        return matched == utf8.Length;
    }

    public bool Contains(ReadOnlySpan<byte> utf8)
    {
        if (!Escaped)
        {
            return Raw.IndexOf(utf8) >= 0;
        }

        var rented = ArrayPool<byte>.Shared.Rent(Raw.Length);
        var found = rented.AsSpan(0, Unescape(rented)).IndexOf(utf8) >= 0;
        ArrayPool<byte>.Shared.Return(rented);
        return found;
    }

    /// <summary>Writes the bytes that it means; <see cref="Raw"/>'s length is always room enough.</summary>
    /// <returns>The bytes written.</returns>
    public int Unescape(Span<byte> utf8)
    {
        var raw = Raw;
        var written = 0;
        for (var i = 0; i < raw.Length;)
        {
            var run = raw[i..].IndexOf((byte)'\\');
            if (run < 0)
            {
                run = raw.Length - i;
            }

            raw.Slice(i, run).CopyTo(utf8[written..]);
            written += run;
            i += run;
            if (i < raw.Length)
            {
                written += JsonEscape.Decode(raw, ref i, utf8[written..]);
            }
        }

        return written;
    }

    /// <summary>A copy of the bytes that it means.</summary>
    public byte[] ToUtf8()
    {
        if (!Escaped)
        {
            return Raw.ToArray();
        }

        var buffer = new byte[Raw.Length];
        return buffer.AsSpan(0, Unescape(buffer)).ToArray();
    }

    public override string ToString() => StrictUtf8.GetString(Escaped ? ToUtf8() : Raw);

    /// <param name="utf8">What to compare with.</param>
    /// <param name="matched">How many leading bytes of <paramref name="utf8"/> are the same.</param>
    private int CompareEscaped(ReadOnlySpan<byte> utf8, out int matched)
    {
        var raw = Raw;
        Span<byte> decoded = stackalloc byte[JsonEscape.MaxDecodedBytes];
        matched = 0;
        for (var i = 0; i < raw.Length;)
        {
            scoped ReadOnlySpan<byte> piece;
            if (raw[i] == '\\')
            {
                piece = decoded[..JsonEscape.Decode(raw, ref i, decoded)];
            }
            else
            {
                var run = raw[i..].IndexOf((byte)'\\');
                piece = run < 0 ? raw[i..] : raw.Slice(i, run);
                i += piece.Length;
            }

            var rest = utf8[matched..];
            var common = piece.CommonPrefixLength(rest);
            matched += common;
            if (common < piece.Length)
            {
                return common == rest.Length ? 1 : piece[common].CompareTo(rest[common]);
            }
        }

        return matched < utf8.Length ? -1 : 0;
    }
}
