using System.CommandLine;
using System.Globalization;
using QuickStart;
using Spectre.Console;

// Indexes the texts of a folder by jobs and answers questions about them: queue, documents and memory in one commit.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var console = AnsiConsole.Console;
if (Console.IsOutputRedirected)
{
    console.Profile.Width = 1_000; // nothing to wrap for
}

var folder = new Argument<string?>("folder")
{
    Description = "The folder to index; by default this repository.",
    Arity = ArgumentArity.ZeroOrOne,
};
folder.Validators.Add(static result =>
{
    if (result.Tokens is [{ Value: ['-', ..] } token])
    {
        result.AddError($"There is no option '{token.Value}'.");
    }
});
var ask = new Option<string?>("--ask") { Description = "What to look for; without it you are asked, on a terminal." };
var data = new Option<string?>("--data") { Description = $"Where stores are kept; by default the user's data folder, or ${StoreLocation.Variable}." };
var digest = new Option<bool>("--digest") { Description = "Print a digest of all that is stored instead of answers." };
var command = new RootCommand(
    "Indexes the texts of a folder and answers questions about them. A run that is stopped, or killed, is gone on with by the next. "
    + "Exit codes: 0 done, 1 cannot go on, 2 some files could not be read, 130 stopped by Ctrl+C or SIGTERM.")
{
    folder, ask, data, digest,
};
command.SetAction((arguments, stop) => ExitCode.OfAsync(
    token => new QuickStartRun(console).RunAsync(
        new Request(arguments.GetValue(folder), arguments.GetValue(ask), arguments.GetValue(data), arguments.GetValue(digest)),
        token),
    stop));

// Ctrl+C and SIGTERM cancel the token; the files at hand are finished and the store is closed within this time.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
