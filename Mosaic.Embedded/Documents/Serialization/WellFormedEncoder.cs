using System.Text.Encodings.Web;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Serialization;

/// <summary>Refuses text with a lone surrogate, which the serializer would otherwise replace silently.</summary>
internal sealed unsafe class WellFormedEncoder(JavaScriptEncoder inner) : JavaScriptEncoder
{
    public override int MaxOutputCharactersPerInputCharacter => inner.MaxOutputCharactersPerInputCharacter;

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        if (!StrictUtf8.IsWellFormed(new ReadOnlySpan<char>(text, textLength)))
        {
            throw new InvalidDocumentException("A text holds a lone surrogate, which JSON in UTF-8 cannot express.")
            {
                Operation = "write",
                Hint = "Remove the surrogate, or store the text as bytes (base64).",
            };
        }

        return inner.FindFirstCharacterToEncode(text, textLength);
    }

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) => inner.FindFirstCharacterToEncodeUtf8(utf8Text);

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        inner.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);

    public override bool WillEncode(int unicodeScalar) => inner.WillEncode(unicodeScalar);
}
