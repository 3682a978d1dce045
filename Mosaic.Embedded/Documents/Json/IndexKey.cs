using System.Buffers;

namespace Mosaic.Documents.Json;

/// <summary>A scalar as the key of an index: the order of keys, by their bytes, never contradicts the order of values.</summary>
/// <remarks>Long strings and numbers are cut, so that different values may share a key: an index narrows, and who reads
/// it looks at the documents again. See <see cref="OrderedEncoding"/> for the bytes.</remarks>
internal readonly struct IndexKey : IComparable<IndexKey>, IEquatable<IndexKey>
{
    /// <summary>The most bytes of a key.</summary>
    public const int MaxLength = 1 + MaxEncodedString + 2;

    /// <summary>A string's bytes past this many are left out.</summary>
    public const int MaxStringBytes = 256;

    /// <summary>A key of fewer bytes is of a whole value.</summary>
    public const int LeastCutLength = 1 + MaxStringBytes;

    /// <summary>Of a number, two digits each past this many are left out.</summary>
    private const int MaxNumberPairs = 256;

    /// <summary>A string's key is shorter than its bytes allow where many of them are 0.</summary>
    private const int MaxEncodedString = 380;

    private readonly byte[]? bytes;

    private IndexKey(byte[] bytes, bool isTruncated)
    {
        this.bytes = bytes;
        IsTruncated = isTruncated;
    }

    /// <summary>The value was cut: others may have the same key.</summary>
    public bool IsTruncated { get; }

    /// <summary>It is the key of null, alone or in an array.</summary>
    public bool IsNull => Span is [OrderedEncoding.Null or (OrderedEncoding.Null | OrderedEncoding.ElementFlag)];

    public ReadOnlyMemory<byte> Memory => bytes;

    public ReadOnlySpan<byte> Span => bytes;

    public byte[] ToArray() => [.. Span];

    /// <summary>The key of one JSON scalar, white space around it allowed.</summary>
    /// <param name="scalarJson">Its text, valid JSON.</param>
    /// <param name="element">The key of a value that is an element of an array.</param>
    /// <exception cref="ArgumentException">It is an array or object.</exception>
    public static IndexKey FromJson(ReadOnlySpan<byte> scalarJson, bool element = false)
    {
        var scanner = new JsonScanner(scalarJson);
        return FromSlot(scanner.ReadValue(), scalarJson, element);
    }

    /// <summary>The key of what the serializer writes for <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentException">It is not a scalar; see <see cref="JsonScalar.From"/>.</exception>
    public static IndexKey FromValue(object? value, bool element = false) => FromScalar(JsonScalar.From(value), element);

    public static IndexKey FromScalar(JsonScalar scalar, bool element = false)
    {
        Span<byte> buffer = stackalloc byte[MaxLength];
        var length = Write(scalar.Kind, scalar.Utf8, buffer, element, out var truncated);
        return new IndexKey(buffer[..length].ToArray(), truncated);
    }

    public static IndexKey FromSlot(JsonSlot slot, ReadOnlySpan<byte> json, bool element)
    {
        if (!slot.IsScalar)
        {
            throw new ArgumentException("Only null, true, false, numbers and strings have a key.", nameof(slot));
        }

        var rented = slot.Escaped ? ArrayPool<byte>.Shared.Rent(slot.Length) : null;
        var text = rented is null ? slot.Text(json) : rented.AsSpan(0, slot.String(json).Unescape(rented));
        Span<byte> buffer = stackalloc byte[MaxLength];
        var length = Write(slot.Kind, text, buffer, element, out var truncated);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return new IndexKey(buffer[..length].ToArray(), truncated);
    }

    /// <summary>The bytes that the keys of all strings with this beginning begin with.</summary>
    public static byte[] StringPrefix(ReadOnlySpan<byte> utf8)
    {
        Span<byte> buffer = stackalloc byte[MaxLength];
        buffer[0] = OrderedEncoding.String;
        var length = OrderedEncoding.WritePrefix(utf8, buffer[1..], MaxStringBytes, MaxEncodedString, out _);
        return buffer[..(length + 1)].ToArray();
    }

    /// <summary>Writes the key of a scalar.</summary>
    /// <param name="kind">Which scalar.</param>
    /// <param name="text">A number's text or a string's UTF-8 bytes.</param>
    /// <param name="target">Room for <see cref="MaxLength"/> bytes.</param>
    /// <param name="element">The key of a value that is an element of an array.</param>
    /// <param name="truncated">The value was cut.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(JsonKind kind, ReadOnlySpan<byte> text, Span<byte> target, bool element, out bool truncated)
    {
        truncated = false;
        var flag = element ? OrderedEncoding.ElementFlag : 0;
        target[0] = (byte)(flag | kind switch
        {
            JsonKind.Null => OrderedEncoding.Null,
            JsonKind.False => OrderedEncoding.False,
            JsonKind.True => OrderedEncoding.True,
            JsonKind.Number => OrderedEncoding.Number,
            _ => OrderedEncoding.String,
        });
        return 1 + kind switch
        {
            JsonKind.Number => JsonNumber.Parse(text).WriteOrdered(target[1..], MaxNumberPairs, out truncated),
            JsonKind.String => OrderedEncoding.WriteString(text, target[1..], MaxStringBytes, MaxEncodedString, out truncated),
            _ => 0,
        };
    }

    public int CompareTo(IndexKey other) => Span.SequenceCompareTo(other.Span);

    public bool Equals(IndexKey other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is IndexKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    public override string ToString() => Convert.ToHexString(Span);
}
