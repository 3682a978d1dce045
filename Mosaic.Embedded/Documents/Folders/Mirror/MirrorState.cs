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
internal sealed record MirrorState(
    [property: JsonPropertyName("collection")] string Collection,
    [property: JsonPropertyName("document")] string Document,
    [property: JsonPropertyName("hash")] string? Hash,
    [property: JsonPropertyName("toFile"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ToFile = null,
    [property: JsonPropertyName("toStore"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ToStore = null)
{
    /// <summary>The id of the note.</summary>
    public static string KeyOf(string collection, string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{collection}\0{id}")).AsSpan(0, 16));

    public static string HashOf(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16));

    /// <summary>
    /// Which sides were edited since. What the mirror itself has written, and could not note before it was killed or met another edit, is no
    /// edit: then what was on its way is what both had last.
    /// </summary>
    public (bool File, bool Document) Edited(MirrorSide? file, MirrorSide? document) =>
        ToFile is not null && file?.Content == ToFile ? (false, document?.Content != ToFile)
        : ToStore is not null && document?.Content == ToStore ? (file?.Content != ToStore, false)
        : (file?.Hash != Hash, document?.Hash != Hash);
}
