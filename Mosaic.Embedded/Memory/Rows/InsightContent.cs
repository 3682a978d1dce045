using System.Text.Json;
using Mosaic.Memory.Rows;

namespace Mosaic.Backends;

/// <summary>An insight's row, without what its key says.</summary>
public sealed record InsightContent
{
    /// <summary>Whose it is.</summary>
    public required string User { get; set; }

    /// <summary>The text.</summary>
    public required string Content { get; set; }

    /// <summary>Who it comes from.</summary>
    public InsightSource Source { get; set; }

    /// <summary>What it is about.</summary>
    public InsightCategory Category { get; set; }

    /// <summary>How much it matters, 0 to 1.</summary>
    public double Relevance { get; set; }

    /// <summary>When it came about; default: when its row says.</summary>
    public DateTimeOffset Created { get; set; }

    /// <summary>When it faded last; null: it has not.</summary>
    public DateTimeOffset? Decayed { get; set; }

    /// <summary>From when on it is not there.</summary>
    /// <value>null: never.</value>
    public DateTimeOffset? Expires { get; set; }

    /// <summary>The session that it came from; null: none.</summary>
    public string? Session { get; set; }

    /// <summary>The turns that it came from.</summary>
    public IReadOnlyList<string> Provenance { get; set; } = [];

    /// <summary>The insight that it replaced; null: none.</summary>
    public string? Supersedes { get; set; }

    /// <summary>The insight that replaced it; null: none.</summary>
    public string? SupersededBy { get; set; }

    /// <summary>What the caller keeps with it.</summary>
    /// <value>JSON; empty: none.</value>
    public ReadOnlyMemory<byte> Metadata { get; set; }

    /// <summary>Whether it is not there any more.</summary>
    /// <param name="now">The store's time.</param>
    public bool IsExpired(DateTimeOffset now) => Expires is { } expires && expires <= now;

    /// <summary>Its bytes as JSON, the same on every backend.</summary>
    /// <param name="id">The insight's id.</param>
    /// <exception cref="InvalidDocumentException">Too large for one row.</exception>
    public byte[] Encode(string id) => MemoryJson.Write(Write, id);

    /// <summary>What <see cref="Encode"/> wrote.</summary>
    /// <param name="json">The bytes, which are kept.</param>
    public static InsightContent Decode(ReadOnlyMemory<byte> json)
    {
        var insight = new InsightContent { User = "", Content = "" };
        var reader = MemoryJson.Reader(json);
        while (MemoryJson.NextMember(ref reader, out var name))
        {
            switch (name)
            {
                case var _ when name.SequenceEqual("user"u8):
                    insight.User = reader.GetString()!;
                    break;
                case var _ when name.SequenceEqual("content"u8):
                    insight.Content = reader.GetString()!;
                    break;
                case var _ when name.SequenceEqual("source"u8):
                    insight.Source = Enum.Parse<InsightSource>(reader.GetString()!);
                    break;
                case var _ when name.SequenceEqual("category"u8):
                    insight.Category = Enum.Parse<InsightCategory>(reader.GetString()!);
                    break;
                case var _ when name.SequenceEqual("relevance"u8):
                    insight.Relevance = reader.GetDouble();
                    break;
                case var _ when name.SequenceEqual("created"u8):
                    insight.Created = reader.GetDateTimeOffset();
                    break;
                case var _ when name.SequenceEqual("decayed"u8):
                    insight.Decayed = reader.GetDateTimeOffset();
                    break;
                case var _ when name.SequenceEqual("expires"u8):
                    insight.Expires = reader.GetDateTimeOffset();
                    break;
                case var _ when name.SequenceEqual("session"u8):
                    insight.Session = reader.GetString();
                    break;
                case var _ when name.SequenceEqual("provenance"u8):
                    insight.Provenance = ReadList(ref reader);
                    break;
                case var _ when name.SequenceEqual("supersedes"u8):
                    insight.Supersedes = reader.GetString();
                    break;
                case var _ when name.SequenceEqual("supersededBy"u8):
                    insight.SupersededBy = reader.GetString();
                    break;
                case var _ when name.SequenceEqual("metadata"u8):
                    insight.Metadata = MemoryJson.Value(ref reader, json);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return insight;
    }

    /// <summary>As callers see it.</summary>
    /// <param name="id">Its id.</param>
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
        ExpiresAt = Expires,
        SessionId = Session,
        Provenance = Provenance,
        SupersededBy = SupersededBy,
    };

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("user"u8, User);
        writer.WriteString("content"u8, Content);
        writer.WriteString("source"u8, Source.ToString());
        writer.WriteString("category"u8, Category.ToString());
        writer.WriteNumber("relevance"u8, Relevance);
        writer.WriteString("created"u8, Created);
        if (Decayed is { } decayed)
        {
            writer.WriteString("decayed"u8, decayed);
        }

        if (Expires is { } expires)
        {
            writer.WriteString("expires"u8, expires);
        }

        WriteOptional(writer, "session"u8, Session);
        if (Provenance.Count > 0)
        {
            writer.WriteStartArray("provenance"u8);
            foreach (var turn in Provenance)
            {
                writer.WriteStringValue(turn);
            }

            writer.WriteEndArray();
        }

        WriteOptional(writer, "supersedes"u8, Supersedes);
        WriteOptional(writer, "supersededBy"u8, SupersededBy);
        writer.Raw("metadata"u8, Metadata);
    }

    private static void WriteOptional(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static List<string> ReadList(ref Utf8JsonReader reader)
    {
        var list = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            list.Add(reader.GetString()!);
        }

        return list;
    }
}
