using Mosaic.Documents.Json;

namespace Mosaic.Backends;

/// <summary>The rules of a collection's name: 1 to 128 UTF-8 bytes, without control characters and lone surrogates.</summary>
public static class CollectionName
{
    /// <summary>Refuses one that breaks a rule.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="InvalidDocumentException">The name breaks a rule; the message says which.</exception>
    public static void Validate(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
        {
            throw Invalid("The collection's name is empty.");
        }

        if (!StrictUtf8.IsWellFormed(name))
        {
            throw Invalid("The collection's name holds a surrogate without its partner, which UTF-8 cannot express.");
        }

        foreach (var character in name)
        {
            if (char.IsControl(character))
            {
                throw Invalid($"The collection's name holds the control character U+{(int)character:X4}.");
            }
        }

        if (StrictUtf8.GetByteCount(name) is var length and > DocumentLimits.MaxCollectionNameBytes)
        {
            throw Invalid($"The collection's name is {length} bytes long in UTF-8; the most is {DocumentLimits.MaxCollectionNameBytes}.");
        }
    }

    private static InvalidDocumentException Invalid(string message) => new(message)
    {
        Hint = $"A collection's name is 1 to {DocumentLimits.MaxCollectionNameBytes} bytes of UTF-8 text without control characters.",
    };
}
