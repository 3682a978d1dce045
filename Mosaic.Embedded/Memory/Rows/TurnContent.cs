using System.Text.Json;

namespace Mosaic.Memory.Rows;

/// <summary>A turn's row, without what its key says.</summary>
internal sealed record TurnContent
{
    public required string Id { get; init; }

    public required string User { get; init; }

    public required string Speaker { get; init; }

    public required string Content { get; init; }

    public DateTimeOffset At { get; init; }

    public JsonElement? Metadata { get; init; }

    public SessionTurn ToTurn(string session) => new()
    {
        Id = Id,
        SessionId = session,
        UserId = User,
        Speaker = Speaker,
        Content = Content,
        At = At,
        Metadata = Metadata is null ? null : MetadataJson.Read(Metadata),
    };
}
