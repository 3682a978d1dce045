using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Mosaic.Documents.Folders.Mirror;

/// <summary>A document as both sides had it when they were last in step, and what is on its way from one to the other since.</summary>
/// <param name="Collection">Its collection in the folder.</param>
/// <param name="Document">Its id.</param>
/// <param name="Hash">Of its JSON; null: neither side had it.</param>
/// <param name="ToFile">The content that is being written into the file; null: none.</param>
/// <param name="ToStore">The content that is being written into the store; null: none.</param>
/// <param name="Format">The kind of file it had; null: it was not noted.</param>
/// <param name="StoreHash">Of the store's JSON, if the file could not hold it all; null: it is the same as <paramref name="Hash"/>.</param>
internal sealed record MirrorState(
    [property: JsonPropertyName("collection")] string Collection,
    [property: JsonPropertyName("document")] string Document,
    [property: JsonPropertyName("hash")] string? Hash,
    [property: JsonPropertyName("toFile"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ToFile = null,
    [property: JsonPropertyName("toStore"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ToStore = null,
    [property: JsonPropertyName("format"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(JsonStringEnumConverter<FolderFormat>))] FolderFormat? Format = null,
    [property: JsonPropertyName("storeHash"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? StoreHash = null)
{
    /// <summary>The id of the note.</summary>
    public static string KeyOf(string collection, string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{collection}\0{id}")).AsSpan(0, 16));

    public static string HashOf(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16));

    /// <summary>
    /// With what the mirror itself has written, and could not note before it was killed or met another edit, as what was last in step: it is
    /// no edit, also when another content is sent on its way before the two sides are alike again.
    /// </summary>
    public MirrorState Settled(MirrorSide? file, MirrorSide? document) =>
        ToFile is not null && file?.Content == ToFile ? this with { Hash = file.Hash, ToFile = null, StoreHash = null }
        : ToStore is not null && document?.Content == ToStore ? this with { Hash = document.Hash, ToStore = null, StoreHash = null }
        : this;
}
