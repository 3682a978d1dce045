using System.Diagnostics;
using Mosaic;
using QuickStart.Output;
using Spectre.Console;

namespace QuickStart.Asking;

/// <summary>One question, or as many as the user has.</summary>
internal sealed class Conversation(IMosaic store, IAnsiConsole console)
{
    private const string SampleQuestion = "What survives a power cut?";
    private readonly Answers _answers = new(store);
    private readonly AnswerView _view = new(console);

    /// <param name="question">null: the user is asked; a sample where nobody can be.</param>
    public async Task RunAsync(string? question, CancellationToken stop)
    {
        if (question is not null || Console.IsInputRedirected || Console.IsOutputRedirected)
        {
            await AnswerAsync(question ?? SampleQuestion, stop);
            return;
        }

        while (await ReadLineAsync(stop) is { } line && !string.IsNullOrWhiteSpace(line))
        {
            await AnswerAsync(line, stop);
        }
    }

    private async Task AnswerAsync(string question, CancellationToken stop)
    {
        if (!question.Any(char.IsLetterOrDigit))
        {
            console.Say("Ask with at least one word.");
            return;
        }

        var start = Stopwatch.GetTimestamp();
        var answers = await _answers.FindAsync(question, stop);
        var elapsed = Stopwatch.GetElapsedTime(start);
        console.WriteLine();
        console.Say(answers.Count == 0
            ? $"\"{question}\": nothing found. Try other words, or rarer ones."
            : $"\"{question}\": the best {answers.Count} in {elapsed.TotalMilliseconds:N0} ms");
        _view.Show(answers);
    }

    /// <summary>
    /// null: the input's end, or Ctrl+C, which is one way to end a conversation. The console's own reading cannot be cancelled: it
    /// is left waiting then, on a thread that keeps nothing alive.
    /// </summary>
    private async Task<string?> ReadLineAsync(CancellationToken stop)
    {
        console.WriteLine();
        console.Markup("[bold]Ask[/] [grey](an empty line ends)[/]: ");
        try
        {
            return await Task.Run(Console.ReadLine, stop).WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            console.WriteLine();
            return null;
        }
    }
}
