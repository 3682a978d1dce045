using QuickStart.Indexing;
using Spectre.Console;

namespace QuickStart.Output;

/// <summary>A line for each twentieth of the work.</summary>
internal sealed class ProgressLines(IAnsiConsole console) : IProgressView
{
    private const int Lines = 20;

    public Task ShowAsync(Tally tally, Func<Task> work)
    {
        var step = Math.Max(1, tally.Total / Lines);
        tally.Changed += now =>
        {
            if (now.Done % step == 0)
            {
                console.Say($"Index  {now.Done:N0} of {now.Total:N0} files, {now.Rate:N0} files/s, {now.Left.TotalSeconds:N0} s left");
            }
        };
        return work();
    }
}
