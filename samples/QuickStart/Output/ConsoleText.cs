using System.Text;
using Spectre.Console;

namespace QuickStart.Output;

/// <summary>Text from files and of their names, written so that it cannot command the terminal.</summary>
internal static class ConsoleText
{
    /// <summary>One plain line.</summary>
    public static void Say(this IAnsiConsole console, string line) => console.MarkupLine(Plain(line));

    public static string Count(long number, string noun) => $"{number:N0} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>Markup that shows the text as it is.</summary>
    public static string Plain(string text) => Markup.Escape(Clean(text));

    /// <summary>Control characters, escape sequences among them, become spaces: as many as they were.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var clean = new StringBuilder(text);
        for (var i = 0; i < clean.Length; i++)
        {
            if (IsUnsafe(clean[i]))
            {
                clean[i] = ' ';
            }
        }

        return clean.ToString();
    }

    /// <summary>Controls, and the marks that turn the direction of what follows.</summary>
    private static bool IsUnsafe(char letter) => char.IsControl(letter) || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
