using System.Buffers;
using System.Text.Encodings.Web;

namespace Mosaic.Documents.Json;

/// <summary>Escapes what JSON demands and nothing else, so that a text is never written longer than it was read.</summary>
internal sealed unsafe class PlainEncoder : JavaScriptEncoder
{
    public static readonly PlainEncoder Instance = new();

    private const char FirstPlain = ' ';
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, FirstPlain).Select(static it => (char)it), '"', '\\']);
    private static readonly SearchValues<byte> EscapedUtf8 = SearchValues.Create([.. Enumerable.Range(0, FirstPlain).Select(static it => (byte)it), (byte)'"', (byte)'\\']);

    private PlainEncoder()
    {
    }

    public override int MaxOutputCharactersPerInputCharacter => UnsafeRelaxedJsonEscaping.MaxOutputCharactersPerInputCharacter;

    public override int FindFirstCharacterToEncode(char* text, int textLength) => new ReadOnlySpan<char>(text, textLength).IndexOfAny(Escaped);

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) => utf8Text.IndexOfAny(EscapedUtf8);

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        UnsafeRelaxedJsonEscaping.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < FirstPlain or '"' or '\\';
}
