using Mosaic.Backends;
using Mosaic.Documents;
using Mosaic.Documents.Serialization;
using Mosaic.Memory.Rows;

namespace Mosaic.Backends;

/// <summary>A turn that was checked and written as bytes on the caller's thread.</summary>
/// <param name="Session">The session that it belongs to.</param>
/// <param name="Content">What is to be stored.</param>
/// <param name="Json">The same as bytes.</param>
public sealed record TurnDraft(string Session, TurnContent Content, byte[] Json)
{
    /// <param name="turn">What the caller wants stored.</param>
    /// <param name="serializer">Writes the metadata.</param>
    /// <param name="now">The time; ids begin with it.</param>
    /// <param name="timed">Whether it is the time of the store; otherwise a turn without a time is left to the row.</param>
    /// <exception cref="ArgumentException">An id or the text breaks a rule.</exception>
    /// <exception cref="InvalidDocumentException">The metadata cannot be written as JSON, or all is too large.</exception>
    internal static TurnDraft Create(SessionTurn turn, DocumentSerializer serializer, DateTimeOffset now, bool timed = true)
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
            At = turn.At == default && timed ? now : turn.At,
            Metadata = MetadataJson.Write(turn.Metadata, serializer, id),
        };
        return new TurnDraft(turn.SessionId, content, content.Encode());
    }
}
