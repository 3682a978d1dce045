using Mosaic.Backends;
using Mosaic.Documents;
using Mosaic.Documents.Serialization;

namespace Mosaic.Memory.Rows;

/// <summary>A turn that was checked and written as bytes on the caller's thread.</summary>
internal sealed record TurnDraft(string Session, TurnContent Content, byte[] Json)
{
    /// <exception cref="ArgumentException">An id or the text breaks a rule.</exception>
    /// <exception cref="InvalidDocumentException">The metadata cannot be written as JSON, or all is too large.</exception>
    public static TurnDraft Create(SessionTurn turn, DocumentSerializer serializer, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(turn);
        MemoryName.RequireOptional(turn.Id);
        MemoryName.Require(turn.SessionId);
        MemoryName.RequireUser(turn.UserId);
        MemoryName.Require(turn.Speaker);
        MemoryName.RequireText(turn.Content);
        var id = turn.Id ?? OrderedId.Next(now);
        var content = new TurnContent
        {
            Id = id,
            User = turn.UserId,
            Speaker = turn.Speaker,
            Content = turn.Content,
            At = turn.At == default ? now : turn.At,
            Metadata = MetadataJson.Write(turn.Metadata, serializer, id),
        };
        return new TurnDraft(turn.SessionId, content, content.Encode());
    }
}
