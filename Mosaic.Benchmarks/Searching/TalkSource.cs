using System.Text;

namespace Mosaic.Benchmarks.Searching;

/// <summary>
/// Conversations as they are shaped: sessions of 50 turns between a user and others, 8 to 30 words each, two in five of them function
/// words, the rest of a vocabulary of 30,000 with Zipf's frequencies. The same turn for the same number.
/// </summary>
internal static class TalkSource
{
    public const int TurnsPerSession = 50;

    private const int Vocabulary = 30_000;
    private const int Sizes = 4;

    private static readonly string[] Function =
        "the a and to of in i it is that you for was on with my we have so but at this they do not are be just me what all had been".Split(' ');

    private static readonly string[] Speakers = ["Caroline", "Melanie", "Gina", "Jon", "Nate", "Joanna", "Audrey", "Andrew"];
    private static readonly string[] Syllables = "ba be bi bo ca ce co da de di do fa fe fi ga go ha he ka ke la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se so ta te ti to va ve vi wa we".Split(' ');
    private static readonly string[] Words = [.. Enumerable.Range(0, Vocabulary).Select(Word)];
    private static readonly double[] Cumulated = Cumulate();

    public static SessionTurn Turn(string user, int number)
    {
        var random = new Random(number);
        var session = number / TurnsPerSession;
        return new SessionTurn
        {
            Id = $"{user}/{number}",
            SessionId = $"{user}/{session}",
            UserId = user,
            Speaker = Speaker(number),
            Content = Text(random),
            At = new DateTimeOffset(2022, 1, 1, 9, 0, 0, TimeSpan.Zero).AddHours(session % 20_000).AddMinutes(number % TurnsPerSession),
        };
    }

    /// <summary>A question about a turn, as somebody would ask it: three of its words and who said it.</summary>
    public static string Question(int number)
    {
        var random = new Random(number);
        var content = Text(random).Split(' ').Where(static word => !Function.Contains(word)).Distinct().ToArray();
        random.Shuffle(content);
        return $"What did {Speaker(number)} say about {string.Join(" and the ", content.Take(3))}?";
    }

    private static string Speaker(int number)
    {
        var pair = number / TurnsPerSession % Sizes * 2;
        return Speakers[pair + (number % 2)];
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var left = random.Next(8, 31); left > 0; left--)
        {
            text.Append(text.Length == 0 ? "" : " ").Append(random.Next(5) < 2 ? Function[random.Next(Function.Length)] : Zipf(random));
        }

        return text.ToString();
    }

    private static string Zipf(Random random)
    {
        var at = Array.BinarySearch(Cumulated, random.NextDouble() * Cumulated[^1]);
        return Words[at < 0 ? ~at : at];
    }

    private static double[] Cumulate()
    {
        var sum = 0.0;
        return [.. Enumerable.Range(0, Vocabulary).Select(rank => sum += 1 / Math.Pow(rank + 2.7, 1.05))];
    }

    private static string Word(int number)
    {
        var random = new Random(number);
        var word = new StringBuilder();
        for (var i = random.Next(2, 4); i > 0; i--)
        {
            word.Append(Syllables[random.Next(Syllables.Length)]);
        }

        return word.Append(Syllables[number % Syllables.Length]).Append(Syllables[number / Syllables.Length % Syllables.Length]).ToString();
    }
}
