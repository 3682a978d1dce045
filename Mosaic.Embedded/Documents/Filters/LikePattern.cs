using System.Text;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters;

/// <summary>
/// A pattern of LIKE: <c>%</c> any run of characters, <c>_</c> any one, of Unicode. Its cost is bounded by the text's length times
/// the pattern's over 64, whatever they hold.
/// </summary>
internal sealed class LikePattern : IEquatable<LikePattern>
{
    /// <summary>UTF-8 bytes of a pattern.</summary>
    public const int MaxBytes = 1024;

    private readonly string text;
    private readonly char? escape;

    /// <summary>What stands between the runs; the first is at the beginning and the last at the end.</summary>
    private readonly LikeSegment[] segments;

    private LikePattern(string text, char? escape, LikeSegment[] segments)
    {
        this.text = text;
        this.escape = escape;
        this.segments = segments;
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text => text;

    public char? Escape => escape;

    /// <summary>It has neither run nor one-character place: <see cref="Prefix"/> is all that matches.</summary>
    public bool IsLiteral => segments.Length == 1 && segments[0].IsLiteral;

    /// <summary>What every match begins with.</summary>
    public ReadOnlySpan<byte> Prefix => segments[0].Prefix;

    /// <exception cref="ArgumentException">The pattern is too long, ends in the escape, or is not expressible in UTF-8.</exception>
    public static LikePattern Parse(string pattern, char? escape)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (!StrictUtf8.IsWellFormed(pattern))
        {
            throw new ArgumentException("The pattern holds a surrogate without its partner.", nameof(pattern));
        }

        if (StrictUtf8.GetByteCount(pattern) > MaxBytes)
        {
            throw new ArgumentException($"The pattern is longer than {MaxBytes} bytes in UTF-8.", nameof(pattern));
        }

        if (escape is { } letter && (char.IsSurrogate(letter) || letter is '%' or '_'))
        {
            throw new ArgumentException("The escape of a pattern is one character other than % and _.", nameof(escape));
        }

        var segments = new List<LikeSegment>();
        var runes = new List<int>();
        var escaped = false;
        foreach (var rune in pattern.EnumerateRunes())
        {
            if (!escaped && rune.Value == escape)
            {
                escaped = true;
            }
            else if (!escaped && rune.Value == '%')
            {
                segments.Add(new LikeSegment(runes));
                runes.Clear();
            }
            else
            {
                runes.Add(!escaped && rune.Value == '_' ? LikeSegment.AnyOne : rune.Value);
                escaped = false;
            }
        }

        if (escaped)
        {
            throw new ArgumentException("The pattern ends in its escape character.", nameof(pattern));
        }

        segments.Add(new LikeSegment(runes));
        return new LikePattern(pattern, escape, [.. segments]);
    }

    public bool Matches(JsonString value)
    {
        var rest = value.Escaped ? value.ToUtf8() : value.Raw;
        if (segments[0].MatchStart(rest) is not (>= 0 and var start))
        {
            return false;
        }

        if (segments.Length == 1)
        {
            return start == rest.Length;
        }

        rest = rest[start..];
        if (segments[^1].MatchEnd(rest) is not (>= 0 and var end))
        {
            return false;
        }

        rest = rest[..end];
        foreach (var segment in segments.AsSpan(1, segments.Length - 2))
        {
            if (segment.FindEnd(rest) is not (>= 0 and var found))
            {
                return false;
            }

            rest = rest[found..];
        }

        return true;
    }

    public bool Equals(LikePattern? other) => other is not null && text == other.text && escape == other.escape;

    public override bool Equals(object? obj) => Equals(obj as LikePattern);

    public override int GetHashCode() => HashCode.Combine(text, escape);

    public override string ToString() => text;
}
