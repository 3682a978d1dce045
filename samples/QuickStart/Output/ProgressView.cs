using Spectre.Console;

namespace QuickStart.Output;

internal static class ProgressView
{
    /// <summary>A bar where it can be drawn; else lines.</summary>
    public static IProgressView For(IAnsiConsole console) =>
        !Console.IsOutputRedirected && console.Profile.Capabilities.Ansi ? new ProgressBar(console) : new ProgressLines(console);
}
