using System.Buffers;
using System.Runtime.CompilerServices;

namespace Mosaic.Documents.Json;

/// <summary>The names met so far in each object that is open while a document is read, to find one that comes twice.</summary>
/// <remarks>Up to <see cref="MaxCompared"/> names are compared as they come; the names of a larger object are sorted by a
/// seeded hash when it ends, so that no choice of names makes it slow.</remarks>
internal ref struct PropertyNames
{
    public const int MaxCompared = 16;

    private readonly ReadOnlySpan<byte> json;
    private readonly Span<Frame> frames;
    private Span<Name> names;
    private Name[]? rentedNames;
    private byte[]? unescaped;
    private int unescapedLength;
    private int count;
    private int depth;

    public PropertyNames(ReadOnlySpan<byte> json, Span<Frame> frames, Span<Name> names)
    {
        this.json = json;
        this.frames = frames;
        this.names = names;
    }

    public void EnterObject() => frames[depth++] = new Frame(count, unescapedLength);

    /// <returns>False when the object has the name already.</returns>
    public bool TryAdd(int start, int length, bool escaped)
    {
        var name = escaped ? Unescape(start, length) : new Name(start, length);
        var first = frames[depth - 1].FirstName;
        if (count - first < MaxCompared)
        {
            var text = TextOf(name);
            for (var i = first; i < count; i++)
            {
                if (names[i].Length == name.Length && TextOf(names[i]).SequenceEqual(text))
                {
                    return false;
                }
            }
        }

        if (count == names.Length)
        {
            Grow();
        }

        names[count++] = name;
        return true;
    }

    /// <returns>False when two names of the object that ends are the same; <paramref name="duplicate"/> is it.</returns>
    public bool TryLeaveObject(out ReadOnlySpan<byte> duplicate)
    {
        var frame = frames[--depth];
        var own = names[frame.FirstName..count];
        count = frame.FirstName;
        duplicate = default;
        if (own.Length > MaxCompared && FindDuplicate(own) is var found and >= 0)
        {
            duplicate = TextOf(own[found]);
            return false;
        }

        unescapedLength = frame.UnescapedLength;
        return true;
    }

    public void Dispose()
    {
        if (rentedNames is not null)
        {
            ArrayPool<Name>.Shared.Return(rentedNames);
            rentedNames = null;
        }

        if (unescaped is not null)
        {
            ArrayPool<byte>.Shared.Return(unescaped);
            unescaped = null;
        }
    }

    private readonly int FindDuplicate(Span<Name> own)
    {
        var rented = ArrayPool<int>.Shared.Rent(own.Length);
        var hashes = rented.AsSpan(0, own.Length);
        for (var i = 0; i < own.Length; i++)
        {
            var hash = default(HashCode);
            hash.AddBytes(TextOf(own[i]));
            hashes[i] = hash.ToHashCode();
        }

        hashes.Sort(own);
        var found = -1;
        for (var i = 1; i < own.Length && found < 0; i++)
        {
            for (var j = i - 1; j >= 0 && hashes[j] == hashes[i] && found < 0; j--)
            {
                found = TextOf(own[i]).SequenceEqual(TextOf(own[j])) ? i : -1;
            }
        }

        ArrayPool<int>.Shared.Return(rented);
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ReadOnlySpan<byte> TextOf(Name name) =>
        name.Start >= 0 ? json.Slice(name.Start, name.Length) : unescaped.AsSpan(~name.Start, name.Length);

    /// <summary>Keeps the meaning of an escaped name aside; a negative start says that it stands there.</summary>
    private Name Unescape(int start, int length)
    {
        if (unescaped is null || unescaped.Length - unescapedLength < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(256, (unescapedLength + length) * 2));
            unescaped.AsSpan(0, unescapedLength).CopyTo(larger);
            if (unescaped is not null)
            {
                ArrayPool<byte>.Shared.Return(unescaped);
            }

            unescaped = larger;
        }

        var written = new JsonString(json.Slice(start, length), escaped: true).Unescape(unescaped.AsSpan(unescapedLength));
        var name = new Name(~unescapedLength, written);
        unescapedLength += written;
        return name;
    }

    private void Grow()
    {
        var larger = ArrayPool<Name>.Shared.Rent(names.Length * 2);
        names.CopyTo(larger);
        if (rentedNames is not null)
        {
            ArrayPool<Name>.Shared.Return(rentedNames);
        }

        rentedNames = larger;
        names = larger;
    }

    /// <summary>Where a name stands.</summary>
    internal readonly record struct Name(int Start, int Length);

    /// <summary>What was there when an object began.</summary>
    internal readonly record struct Frame(int FirstName, int UnescapedLength);
}
