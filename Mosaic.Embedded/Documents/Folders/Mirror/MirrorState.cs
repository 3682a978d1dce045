using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Mosaic.Documents.Folders.Mirror;

/// <summary>A document as both sides had it when they were last in step.</summary>
/// <param name="Collection">Its collection in the folder.</param>
/// <param name="Document">Its id.</param>
/// <param name="Hash">Of its JSON.</param>
internal sealed record MirrorState(
    [property: JsonPropertyName("collection")] string Collection, [property: JsonPropertyName("document")] string Document, [property: JsonPropertyName("hash")] string Hash)
{
    /// <summary>The id of the note.</summary>
    public static string KeyOf(string collection, string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{collection}\0{id}")).AsSpan(0, 16));

    public static string HashOf(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16));
}
