using System.Text;

namespace Mosaic.Documents.Filters;

/// <summary>A part of a pattern without runs: characters and places for any one of them.</summary>
internal sealed class LikeSegment
{
    /// <summary>In place of a character's number: any one.</summary>
    public const int AnyOne = -1;

    private const int WordBits = 64;

    private readonly int[] runes;

    /// <summary>For each character of the segment the places that it may stand at, and for all others that of <see cref="AnyOne"/>.</summary>
    private readonly Dictionary<int, ulong[]> places = [];

    public LikeSegment(IReadOnlyCollection<int> runes)
    {
        this.runes = [.. runes];
        var literal = this.runes.TakeWhile(static rune => rune != AnyOne).ToList();
        Prefix = Encoding.UTF8.GetBytes(string.Concat(literal.Select(char.ConvertFromUtf32)));
        IsLiteral = literal.Count == runes.Count;
        if (IsLiteral)
        {
            return;
        }

        foreach (var rune in this.runes.Append(AnyOne).Distinct())
        {
            var mask = places[rune] = new ulong[(this.runes.Length + WordBits - 1) / WordBits];
            for (var i = 0; i < this.runes.Length; i++)
            {
                mask[i / WordBits] |= this.runes[i] == rune || this.runes[i] == AnyOne ? 1UL << (i % WordBits) : 0;
            }
        }
    }

    /// <summary>The bytes before the first place for any one.</summary>
    public byte[] Prefix { get; }

    public bool IsLiteral { get; }

    /// <summary>Where the segment ends when it stands at the beginning of the text; -1 when it does not.</summary>
    public int MatchStart(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith(Prefix))
        {
            return -1;
        }

        var at = 0;
        foreach (var wanted in runes)
        {
            if (at == text.Length)
            {
                return -1;
            }

            Rune.DecodeFromUtf8(text[at..], out var rune, out var length);
            if (wanted != AnyOne && rune.Value != wanted)
            {
                return -1;
            }

            at += length;
        }

        return at;
    }

    /// <summary>Where the segment begins when it stands at the end of the text; -1 when it does not.</summary>
    public int MatchEnd(ReadOnlySpan<byte> text)
    {
        var at = text.Length;
        for (var i = runes.Length - 1; i >= 0; i--)
        {
            if (at == 0)
            {
                return -1;
            }

            Rune.DecodeLastFromUtf8(text[..at], out var rune, out var length);
            if (runes[i] != AnyOne && rune.Value != runes[i])
            {
                return -1;
            }

            at -= length;
        }

        return at;
    }

    /// <summary>Where the segment's first occurrence in the text ends; -1 when it has none.</summary>
    public int FindEnd(ReadOnlySpan<byte> text)
    {
        if (IsLiteral)
        {
            var found = text.IndexOf(Prefix);
            return found < 0 ? -1 : found + Prefix.Length;
        }

        // Shift-And (Baeza-Yates and Gonnet, 1992): a bit for each beginning of the segment that ends at the current character.
        Span<ulong> state = stackalloc ulong[places[AnyOne].Length];
        state.Clear();
        var last = (runes.Length - 1) % WordBits;
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf8(text[at..], out var rune, out var length);
            at += length;
            var mask = places.GetValueOrDefault(rune.Value) ?? places[AnyOne];
            var carry = 1UL;
            for (var word = 0; word < state.Length; word++)
            {
                var next = (state[word] << 1) | carry;
                carry = state[word] >> (WordBits - 1);
                state[word] = next & mask[word];
            }

            if ((state[^1] >> last & 1) != 0)
            {
                return at;
            }
        }

        return -1;
    }
}
