using QuickStart.Indexing;
using QuickStart.Scanning;
using Spectre.Console;

namespace QuickStart.Output;

/// <summary>What a run tells before and after its work.</summary>
internal sealed class Report(IAnsiConsole console)
{
    private const int NotesMax = 10;

    public void Planned(FolderScan scan, IndexPlan plan)
    {
        console.Say($"Found  {ConsoleText.Count(scan.Files.Count, "file")}: {plan.Added:N0} new, {plan.Changed:N0} changed, {plan.Unchanged:N0} unchanged; {plan.Deleted:N0} deleted");
        if (scan.Files.Count == 0)
        {
            console.Say("There is no text in this folder.");
        }
    }

    public void Indexed(Tally tally, IReadOnlyList<FileNote> found)
    {
        if (tally.Total > 0)
        {
            var parts = new List<string>
            {
                $"{ConsoleText.Count(tally.Count(FileOutcome.Indexed), "file")} with {ConsoleText.Count(tally.Passages, "passage")}",
            };
            AddIf(parts, tally.Count(FileOutcome.Same), "with the same content");
            AddIf(parts, tally.Count(FileOutcome.Removed), "removed");
            AddIf(parts, tally.Failed, "failed");
            console.Say($"Stored {string.Join(", ", parts)} in {tally.Elapsed.TotalSeconds:N1} s ({tally.Rate:N0} files/s)");
        }

        List<FileNote> notes = [.. found, .. tally.Notes];
        foreach (var note in notes.Take(NotesMax))
        {
            console.MarkupLine($"  [yellow]{ConsoleText.Plain(note.Path)}[/]: {ConsoleText.Plain(note.Text)}");
        }

        if (notes.Count > NotesMax)
        {
            console.Say($"  and {notes.Count - NotesMax:N0} more");
        }
    }

    private static void AddIf(List<string> parts, int count, string what)
    {
        if (count > 0)
        {
            parts.Add($"{count:N0} {what}");
        }
    }
}
