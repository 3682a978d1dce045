using System.Text;

namespace Mosaic;

/// <summary>One result of a memory search.</summary>
public sealed record SearchHit
{
    /// <summary>The id of what was found.</summary>
    public required string Id { get; init; }

    /// <summary>What was found.</summary>
    public MemoryKind Kind { get; init; }

    /// <summary>Whose it is.</summary>
    /// <value>null: a document, which has no user.</value>
    public string? UserId { get; init; }

    /// <summary>The collection of a document.</summary>
    /// <value>null: not a document.</value>
    public string? Collection { get; init; }

    /// <summary>The text; of a document, its declared texts, one a line.</summary>
    public required string Content { get; init; }

    /// <summary>How well it answers the query.</summary>
    /// <value>Higher is better; comparable within one answer only.</value>
    public double Score { get; init; }

    /// <summary>How far its vector is from the query's.</summary>
    /// <value>Cosine distance of the vector part, 0 to 2; null when no vector took part.</value>
    public double? Distance { get; init; }

    /// <summary>The places in the text that match the query.</summary>
    /// <value>Start and length in Content, UTF-16 units; the first 256.</value>
    public IReadOnlyList<(int Start, int Length)> Highlights { get; init; } = [];

    /// <summary>The session that it belongs to.</summary>
    /// <value>null: none.</value>
    public string? SessionId { get; init; }

    /// <summary>Who said a turn.</summary>
    /// <value>null: not a turn.</value>
    public string? Speaker { get; init; }

    /// <summary>What an insight is about.</summary>
    /// <value>null: not an insight.</value>
    public InsightCategory? Category { get; init; }

    /// <summary>Who an insight comes from.</summary>
    /// <value>null: not an insight.</value>
    public InsightSource? Source { get; init; }

    /// <summary>How much an insight matters, 0 to 1.</summary>
    /// <value>null: not an insight.</value>
    public double? RelevanceScore { get; init; }

    /// <summary>When it came about: an insight, or a turn was said; of a document, when it was last written.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What the caller keeps with it.</summary>
    /// <value>Empty when nothing was given.</value>
    public IReadOnlyDictionary<string, object?> Metadata { get; init; } = new Dictionary<string, object?>();

    /// <summary>The text with its <see cref="Highlights"/> marked: <c>hit.Mark("**", "**")</c>.</summary>
    /// <param name="before">What to put before each place.</param>
    /// <param name="after">What to put behind it.</param>
    /// <param name="encode">
    /// What becomes of the text between the marks and within them, for example <see cref="System.Net.WebUtility.HtmlEncode(string)"/>; null: it stays.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The highlights were changed and are not places in the text, one behind the other.</exception>
    public string Mark(string before, string after, Func<string, string?>? encode = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var marked = new StringBuilder(Content.Length + (Highlights.Count * (before.Length + after.Length)));
        var at = 0;
        foreach (var (start, length) in Highlights)
        {
            marked.Append(Part(at, start - at)).Append(before).Append(Part(start, length)).Append(after);
            at = start + length;
        }

        return marked.Append(Part(at, Content.Length - at)).ToString();

        string? Part(int start, int length) => encode is null ? Content.Substring(start, length) : encode(Content.Substring(start, length));
    }
}
