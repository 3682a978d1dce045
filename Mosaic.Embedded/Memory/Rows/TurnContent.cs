namespace Mosaic.Memory.Rows;

/// <summary>A turn's row, without what its key says.</summary>
internal sealed record TurnContent
{
    public required string Id { get; init; }

    public required string User { get; init; }

    public required string Speaker { get; init; }

    public required string Content { get; init; }

    public DateTimeOffset At { get; init; }

    /// <value>JSON; empty: none.</value>
    public ReadOnlyMemory<byte> Metadata { get; init; }

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
