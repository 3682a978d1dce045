using System.Text;

namespace Mosaic.Postgres.Documents;

/// <summary>
/// Text with U+0000, as PostgreSQL can hold it: each of U+0000 to U+0005 is written as two characters, every other as itself. The first
/// of the two is never a second, and neither stands alone, so that the order of bytes, equality, beginnings, parts and the empty text are
/// those of the text that is meant: SQL decides on what is written.
/// </summary>
internal static class ControlEscape
{
    /// <summary>Two characters stand for each below this.</summary>
    public const char End = '\u0006';

    /// <summary>What a first character of two may be, as SQL has it; ordered like what they stand for: 1 for 0 and 1, 4 for 2 and 3, 5 for 4 and 5.</summary>
    public const string FirstsSql = "E'\\x01\\x04\\x05'";

    public static char First(int control) => control < 2 ? '\u0001' : control < 4 ? '\u0004' : '\u0005';

    public static char Second(int control) => (control & 1) == 0 ? '\u0002' : '\u0003';

    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', (char)(End - 1)))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 8);
        foreach (var letter in text)
        {
            if (letter < End)
            {
                escaped.Append(First(letter)).Append(Second(letter));
            }
            else
            {
                escaped.Append(letter);
            }
        }

        return escaped.ToString();
    }
}
