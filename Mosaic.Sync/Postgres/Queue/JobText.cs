using System.Text;
using Mosaic.Postgres.Documents;

namespace Mosaic.Postgres.Queue;

/// <summary>Chosen ids as columns hold them: any text, U+0000 too.</summary>
internal static class JobText
{
    public static string Write(string text) => ControlEscape.Escape(text);

    public static string Read(string written)
    {
        if (!written.AsSpan().ContainsAnyInRange('\0', (char)(ControlEscape.End - 1)))
        {
            return written;
        }

        var text = new StringBuilder(written.Length);
        for (var i = 0; i < written.Length; i++)
        {
            if (written[i] < ControlEscape.End && i + 1 < written.Length)
            {
                var high = written[i] switch { '\u0001' => 0, '\u0004' => 2, _ => 4 };
                text.Append((char)(high + (written[++i] == '\u0002' ? 0 : 1)));
            }
            else
            {
                text.Append(written[i]);
            }
        }

        return text.ToString();
    }
}
