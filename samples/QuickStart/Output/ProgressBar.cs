using QuickStart.Indexing;
using Spectre.Console;

namespace QuickStart.Output;

internal sealed class ProgressBar(IAnsiConsole console) : IProgressView
{
    public Task ShowAsync(Tally tally, Func<Task> work) => console.Progress()
        .Columns(
            new TaskDescriptionColumn(),
            new ProgressBarColumn(),
            new PercentageColumn(),
            new TallyColumn(tally))
        .StartAsync(async context =>
        {
            var bar = context.AddTask("Index", maxValue: tally.Total);
            tally.Changed += now => bar.Value = now.Done;
            await work();
        });
}
