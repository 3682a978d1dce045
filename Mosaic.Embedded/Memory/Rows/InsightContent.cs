using System.Text.Json;

namespace Mosaic.Memory.Rows;

/// <summary>An insight's row, without what its key says.</summary>
internal sealed record InsightContent
{
    public required string User { get; init; }

    public required string Content { get; init; }

    public InsightSource Source { get; init; }

    public InsightCategory Category { get; init; }

    public double Relevance { get; init; }

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset? Decayed { get; init; }

    public string? Session { get; init; }

    public IReadOnlyList<string>? Provenance { get; init; }

    public string? Supersedes { get; init; }

    public string? SupersededBy { get; init; }

    public JsonElement? Metadata { get; init; }

    public Insight ToInsight(string id) => new()
    {
        Id = id,
        UserId = User,
        Content = Content,
        Source = Source,
        Category = Category,
        RelevanceScore = Relevance,
        Metadata = MetadataJson.Read(Metadata),
        CreatedAt = Created,
        DecayedAt = Decayed,
        SessionId = Session,
        Provenance = Provenance ?? [],
        SupersededBy = SupersededBy,
    };
}
