using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Mosaic.Documents.Json;

/// <summary>UTF-8 of .NET strings that never replaces what it cannot encode.</summary>
internal static class StrictUtf8
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>False when <paramref name="text"/> holds a surrogate without its partner.</summary>
    public static bool TryGetBytes(string text, [NotNullWhen(true)] out byte[]? utf8)
    {
        if (!IsWellFormed(text))
        {
            utf8 = null;
            return false;
        }

        utf8 = Encoding.GetBytes(text);
        return true;
    }

    /// <summary>The text of well-formed bytes.</summary>
    /// <returns>null: the bytes are not UTF-8.</returns>
    public static string? TryGetString(ReadOnlySpan<byte> utf8) => System.Text.Unicode.Utf8.IsValid(utf8) ? Encoding.GetString(utf8) : null;

    public static string GetString(ReadOnlySpan<byte> utf8) => Encoding.GetString(utf8);

    public static int GetByteCount(string text) => Encoding.GetByteCount(text);

    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        while (at >= 0)
        {
            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
            {
                return false;
            }

            text = text[(at + 2)..];
            at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        }

        return true;
    }
}
