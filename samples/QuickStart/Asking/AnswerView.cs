using System.Text;
using QuickStart.Output;
using Spectre.Console;

namespace QuickStart.Asking;

/// <summary>Prints answers, best first, with what matched made visible: by colour, or by stars where there is none.</summary>
internal sealed class AnswerView(IAnsiConsole console)
{
    private const string Indent = "   ";
    private const int Before = 20;
    private readonly (string Open, string Close) _mark = console.Profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors }
        ? ("[bold yellow]", "[/]")
        : ("*", "*");

    public void Show(IReadOnlyList<Answer> answers)
    {
        for (var i = 0; i < answers.Count; i++)
        {
            var answer = answers[i];
            console.MarkupLine($"{i + 1}. [bold blue]{ConsoleText.Plain(answer.Path)}:{answer.Line}[/] [grey]({answer.Score:N2})[/]");
            foreach (var line in answer.Lines.Where(static line => line.Text.Any(char.IsLetterOrDigit)))
            {
                console.MarkupLine(Indent + Render(line));
            }
        }
    }

    /// <summary>As much of the line as the terminal is wide, from a little before the first match.</summary>
    private string Render(MarkedLine line)
    {
        var width = Math.Max(20, Math.Min(console.Profile.Width, 160) - Indent.Length - 2);
        var indented = line.Text.Length - line.Text.TrimStart().Length;
        var first = line.Marks.Count > 0 && line.Marks[0].Start > width - Before ? line.Marks[0].Start - Before : indented;
        var end = Math.Min(line.Text.Length, first + width);
        var text = new StringBuilder(first > indented ? "…" : "");
        var at = first;
        foreach (var (start, length) in line.Marks.Where(mark => mark.Start >= first && mark.Start + mark.Length <= end))
        {
            text.Append(ConsoleText.Plain(line.Text[at..start])).Append(_mark.Open);
            text.Append(ConsoleText.Plain(line.Text.Substring(start, length))).Append(_mark.Close);
            at = start + length;
        }

        return text.Append(ConsoleText.Plain(line.Text[at..end])).Append(end < line.Text.Length ? "…" : "").ToString();
    }
}
