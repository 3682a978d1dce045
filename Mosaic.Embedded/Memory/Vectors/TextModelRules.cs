namespace Mosaic.Backends;

/// <summary>When a model is trained on a user's texts, or on all documents, and on what.</summary>
public static class TextModelRules
{
    /// <summary>Fewer texts are searched by keywords alone.</summary>
    public const int TextsMin = 100;

    private const int RunTurns = 3;
    private const double UnknownMax = .05;

    /// <summary>Whether a model is to be made again: there are twice as many texts, or more than 5 % of the words of a tenth of them is unknown.</summary>
    /// <param name="trained">How many texts it was trained on.</param>
    /// <param name="since">How many have come since.</param>
    /// <param name="words">How many words those have.</param>
    /// <param name="unknown">How many of these it does not know.</param>
    public static bool IsDue(long trained, long since, long words, long unknown) =>
        since >= Math.Max(trained, TextsMin) || (since >= Math.Max(TextsMin, trained / 10) && unknown > UnknownMax * words);

    /// <summary>What a model learns from: short turns in runs of three, what is said together is about the same.</summary>
    /// <param name="texts">The turns of a session one behind the other.</param>
    public static IEnumerable<string> Lessons(IEnumerable<SearchableText> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var run = new List<SearchableText>();
        foreach (var text in texts)
        {
            if (run.Count == RunTurns || (run.Count > 0 && (text.Kind != MemoryKind.Turn || text.Session != run[0].Session)))
            {
                yield return string.Join('\n', run.Select(static turn => turn.Text));
                run.Clear();
            }

            if (text.Kind == MemoryKind.Turn)
            {
                run.Add(text);
            }
            else
            {
                yield return text.Text;
            }
        }

        if (run.Count > 0)
        {
            yield return string.Join('\n', run.Select(static turn => turn.Text));
        }
    }
}
