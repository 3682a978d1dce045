using Mosaic.Documents.Json;

namespace Mosaic.Backends;

/// <summary>The rules of a document's id: 1 to 512 UTF-8 bytes, without U+0000 and lone surrogates.</summary>
public static class DocumentId
{
    /// <summary>Refuses one that breaks a rule.</summary>
    /// <param name="id">The id.</param>
    /// <exception cref="InvalidDocumentException">The id breaks a rule; the message says which.</exception>
    public static void Validate(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length == 0)
        {
            throw Invalid("The id is empty.");
        }

        if (!StrictUtf8.IsWellFormed(id))
        {
            throw Invalid("The id holds a surrogate without its partner, which UTF-8 cannot express.");
        }

        if (id.Contains('\0', StringComparison.Ordinal))
        {
            throw Invalid("The id holds the character U+0000.");
        }

        if (StrictUtf8.GetByteCount(id) is var length and > DocumentLimits.MaxIdBytes)
        {
            throw Invalid($"The id is {length} bytes long in UTF-8; the most is {DocumentLimits.MaxIdBytes}.");
        }
    }

    private static InvalidDocumentException Invalid(string message) => new(message)
    {
        Hint = $"An id is 1 to {DocumentLimits.MaxIdBytes} bytes of UTF-8 text without U+0000. Leave \"id\" out and one is made.",
    };
}
