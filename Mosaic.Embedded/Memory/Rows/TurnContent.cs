using Mosaic.Memory.Rows;

namespace Mosaic.Backends;

/// <summary>A turn's row, without what its key says.</summary>
public sealed record TurnContent
{
    /// <summary>The turn's id.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string User { get; init; }

    /// <summary>Who spoke.</summary>
    public required string Speaker { get; init; }

    /// <summary>The text.</summary>
    public required string Content { get; init; }

    /// <summary>When it was said; default: when its row says.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What the caller keeps with it.</summary>
    /// <value>JSON; empty: none.</value>
    public ReadOnlyMemory<byte> Metadata { get; init; }

    /// <summary>Its bytes as JSON, the same on every backend.</summary>
    /// <exception cref="InvalidDocumentException">Too large for one row.</exception>
    public byte[] Encode() => MemoryJson.Write(
        writer =>
        {
            writer.WriteString("id"u8, Id);
            writer.WriteString("user"u8, User);
            writer.WriteString("speaker"u8, Speaker);
            writer.WriteString("content"u8, Content);
            writer.WriteString("at"u8, At);
            writer.Raw("metadata"u8, Metadata);
        },
        Id);

    /// <summary>What <see cref="Encode"/> wrote.</summary>
    /// <param name="json">The bytes, which are kept.</param>
    public static TurnContent Decode(ReadOnlyMemory<byte> json)
    {
        var (id, user, speaker, content) = ("", "", "", "");
        DateTimeOffset at = default;
        ReadOnlyMemory<byte> metadata = default;
        var reader = MemoryJson.Reader(json);
        while (MemoryJson.NextMember(ref reader, out var name))
        {
            switch (name)
            {
                case var _ when name.SequenceEqual("id"u8):
                    id = reader.GetString()!;
                    break;
                case var _ when name.SequenceEqual("user"u8):
                    user = reader.GetString()!;
                    break;
                case var _ when name.SequenceEqual("speaker"u8):
                    speaker = reader.GetString()!;
                    break;
                case var _ when name.SequenceEqual("content"u8):
                    content = reader.GetString()!;
                    break;
                case var _ when name.SequenceEqual("at"u8):
                    at = reader.GetDateTimeOffset();
                    break;
                case var _ when name.SequenceEqual("metadata"u8):
                    metadata = MemoryJson.Value(ref reader, json);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new TurnContent { Id = id, User = user, Speaker = speaker, Content = content, At = at, Metadata = metadata };
    }

    /// <summary>As callers see it.</summary>
    /// <param name="session">Its session.</param>
    public SessionTurn ToTurn(string session) => new()
    {
        Id = Id,
        SessionId = session,
        UserId = User,
        Speaker = Speaker,
        Content = Content,
        At = At,
        Metadata = Metadata.IsEmpty ? null : MetadataJson.Read(Metadata),
    };
}
