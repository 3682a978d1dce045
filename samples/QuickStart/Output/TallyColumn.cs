using QuickStart.Indexing;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace QuickStart.Output;

/// <summary>The part of the progress bar that tells count, rate and time left.</summary>
internal sealed class TallyColumn(Tally tally) : ProgressColumn
{
    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text($"{tally.Done:N0} of {tally.Total:N0} files  {tally.Rate:N0} files/s  {tally.Left:m\\:ss} left");
}
