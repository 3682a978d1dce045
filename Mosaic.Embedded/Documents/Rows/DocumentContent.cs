using Mosaic.Documents.Json;

namespace Mosaic.Documents.Rows;

/// <summary>The rules that tie a document's bytes to its id.</summary>
internal static class DocumentContent
{
    /// <summary>The bytes to store under <paramref name="id"/>: with the id inserted when absent.</summary>
    /// <exception cref="InvalidDocumentException">The bytes name another id.</exception>
    public static byte[] ForId(byte[] json, string id, string collection)
    {
        var own = JsonDocumentEditor.ReadId(json);
        if (own is null)
        {
            return JsonDocumentEditor.WithId(json, id);
        }

        return own == id ? json : throw Differs(own, id, collection);
    }

    /// <exception cref="InvalidDocumentException">Not an object, or its property "id" is no string or another one.</exception>
    /// <param name="json">The document as it is to be.</param>
    /// <param name="id">Its id.</param>
    /// <param name="collection">Its collection.</param>
    /// <param name="keepsIdOf">The document as it was: an id that it named stays.</param>
    public static void RequireId(ReadOnlySpan<byte> json, string id, string collection, ReadOnlyMemory<byte> keepsIdOf)
    {
        var own = JsonDocumentEditor.ReadId(json);
        if (own is null ? !keepsIdOf.IsEmpty && IdPath.Find(keepsIdOf.Span) is { Kind: JsonKind.String } : own != id)
        {
            throw Differs(own ?? "null", id, collection);
        }
    }

    /// <summary>For raw bytes, which may be any JSON value: only an object that names another id contradicts its place.</summary>
    /// <exception cref="InvalidDocumentException">The bytes name another id.</exception>
    public static void RequireNoOtherId(ReadOnlySpan<byte> json, string id, string collection)
    {
        if (IdPath.Find(json) is { Kind: JsonKind.String } slot && slot.String(json).ToString() is var own && own != id)
        {
            throw Differs(own, id, collection);
        }
    }

    private static JsonPath IdPath { get; } = JsonPath.Parse("id");

    private static InvalidDocumentException Differs(string own, string id, string collection) =>
        new($"The document's own id '{own}' differs from '{id}', under which it was to be stored.")
        {
            Operation = "write",
            Target = $"{collection}/{id}",
            Hint = "An id does not change; create a new document and delete the old one.",
        };
}
