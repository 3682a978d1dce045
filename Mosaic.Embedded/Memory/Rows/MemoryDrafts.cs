using System.Text.Json;
using Mosaic.Documents.Serialization;
using Mosaic.Memory.Rows;

namespace Mosaic.Backends;

/// <summary>Checks what callers give to memory and writes it as bytes, and back, for stores whose time is a server's.</summary>
/// <param name="json">Decides names and converters of what callers keep.</param>
public sealed class MemoryDrafts(JsonSerializerOptions json)
{
    private readonly DocumentSerializer _serializer = new(json);

    /// <summary>An insight; one without a time is left to its row.</summary>
    /// <param name="insight">What the caller wants stored.</param>
    /// <param name="now">About the time: ids begin with it.</param>
    /// <exception cref="ArgumentException">An id, the text, a number or the vector breaks a rule.</exception>
    /// <exception cref="InvalidDocumentException">The metadata cannot be written as JSON, or all is too large.</exception>
    public InsightDraft Insight(NewInsight insight, DateTimeOffset now) => InsightDraft.Create(insight, _serializer, now, timed: false);

    /// <summary>A turn; one without a time is left to its row.</summary>
    /// <param name="turn">What the caller wants stored.</param>
    /// <param name="now">About the time: ids begin with it.</param>
    /// <exception cref="ArgumentException">An id or the text breaks a rule.</exception>
    /// <exception cref="InvalidDocumentException">The metadata cannot be written as JSON, or all is too large.</exception>
    public TurnDraft Turn(SessionTurn turn, DateTimeOffset now) => TurnDraft.Create(turn, _serializer, now, timed: false);

    /// <summary>A preference's bytes.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="user">Whose it is.</param>
    /// <param name="key">Its name.</param>
    /// <param name="value">What is preferred.</param>
    /// <param name="category">What it belongs to; null: nothing in particular.</param>
    /// <exception cref="ArgumentException">A name breaks a rule, or there is no value.</exception>
    /// <exception cref="InvalidDocumentException">The value cannot be written as JSON.</exception>
    public byte[] Preference<T>(string user, string key, T value, string? category)
    {
        MemoryName.RequireUser(user);
        MemoryName.Require(key);
        MemoryName.RequireOptional(category);
        return new PreferenceContent(category, _serializer.Serialize(value, key)).Encode(key);
    }

    /// <summary>A preference as the caller sees it.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="key">Its name.</param>
    /// <param name="modified">When it was set.</param>
    /// <exception cref="InvalidDocumentException">The value does not fit the type.</exception>
    public Preference<T> ReadPreference<T>(ReadOnlyMemory<byte> bytes, string key, DateTimeOffset modified)
    {
        var content = PreferenceContent.Decode(bytes);
        return new Preference<T>(key, _serializer.DeserializePreference<T>(content.Value.Span, key), content.Category, modified);
    }

    /// <summary>A preference with its value as JSON.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="key">Its name.</param>
    /// <param name="modified">When it was set.</param>
    public static Preference<JsonElement> ReadPreference(ReadOnlyMemory<byte> bytes, string key, DateTimeOffset modified)
    {
        var content = PreferenceContent.Decode(bytes);
        return new Preference<JsonElement>(key, MemoryJson.Element(content.Value), content.Category, modified);
    }
}
