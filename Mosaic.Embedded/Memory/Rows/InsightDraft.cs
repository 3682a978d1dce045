using Mosaic.Backends;
using Mosaic.Documents;
using Mosaic.Documents.Serialization;
using Mosaic.Memory.Rows;

namespace Mosaic.Backends;

/// <summary>An insight that was checked and written as bytes on the caller's thread; whoever writes decides about it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">What is to be stored.</param>
/// <param name="Json">The same as bytes.</param>
public sealed record InsightDraft(string Id, InsightContent Content, byte[] Json)
{
    /// <summary>The vector that the caller brought; null: none.</summary>
    public ReadOnlyMemory<float>? Embedding { get; init; }

    /// <summary>That as a row; null: none.</summary>
    internal byte[]? Vector { get; init; }

    /// <param name="insight">What the caller wants stored.</param>
    /// <param name="serializer">Writes the metadata.</param>
    /// <param name="now">The time; ids begin with it.</param>
    /// <param name="timed">Whether it is the time of the store; otherwise <see cref="InsightContent.Created"/> is left to the row.</param>
    /// <exception cref="ArgumentException">An id, the text, a number or the vector breaks a rule.</exception>
    /// <exception cref="InvalidDocumentException">The metadata cannot be written as JSON, or all is too large.</exception>
    internal static InsightDraft Create(NewInsight insight, DocumentSerializer serializer, DateTimeOffset now, bool timed = true)
    {
        ArgumentNullException.ThrowIfNull(insight);
        Check(insight);
        var id = insight.Id ?? OrderedId.Next(now);
        var content = new InsightContent
        {
            User = insight.UserId,
            Content = insight.Content,
            Source = insight.Source,
            Category = insight.Category,
            Relevance = insight.RelevanceScore,
            Created = insight.CreatedAt ?? (timed ? now : default),
            Decayed = insight.DecayedAt,
            Expires = insight.ExpiresAt,
            Session = insight.SessionId,
            Provenance = insight.Provenance is { } turns ? [.. turns] : [],
            Supersedes = insight.Supersedes,
            Metadata = MetadataJson.Write(insight.Metadata, serializer, id),
        };
        return new InsightDraft(id, content, content.Encode(id))
        {
            Embedding = insight.Embedding,
            Vector = timed && insight.Embedding is { } vector ? VectorRow.Encode(vector.Span) : null,
        };
    }

    /// <summary>Checks a relevance.</summary>
    /// <param name="value">The relevance.</param>
    /// <param name="parameter">The caller's parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not 0 to 1.</exception>
    public static void RequirePart(double value, string parameter)
    {
        if (value is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(parameter, value, "A relevance is 0 to 1.");
        }
    }

    private static void Check(NewInsight insight)
    {
        MemoryName.RequireOptional(insight.Id);
        MemoryName.RequireUser(insight.UserId);
        MemoryName.RequireText(insight.Content);
        ArgumentException.ThrowIfNullOrWhiteSpace(insight.Content);
        MemoryName.RequireOptional(insight.SessionId);
        MemoryName.RequireOptional(insight.Supersedes);
        if (insight.Supersedes is { } old && old == insight.Id)
        {
            throw new ArgumentException("An insight does not supersede itself.", nameof(insight));
        }

        if (!Enum.IsDefined(insight.Source) || !Enum.IsDefined(insight.Category))
        {
            throw new ArgumentOutOfRangeException(nameof(insight), $"There is no source {insight.Source} or no category {insight.Category}.");
        }

        RequirePart(insight.RelevanceScore, nameof(insight));

        ArgumentOutOfRangeException.ThrowIfGreaterThan(insight.Provenance?.Count ?? 0, MemoryLimits.MaxProvenance, nameof(insight));
        foreach (var turn in insight.Provenance ?? [])
        {
            MemoryName.Require(turn);
        }

        if (insight.Embedding is { } vector)
        {
            Check(vector.Span, nameof(insight));
        }
    }

    private static void Check(ReadOnlySpan<float> vector, string parameter)
    {
        if (vector.Length is 0 or > MemoryLimits.MaxDimensions)
        {
            throw new ArgumentException($"The embedding has {vector.Length} numbers; it needs 1 to {MemoryLimits.MaxDimensions}.", parameter);
        }

        foreach (var number in vector)
        {
            if (!float.IsFinite(number))
            {
                throw new ArgumentException("The embedding holds NaN or an infinity.", parameter);
            }
        }
    }
}
