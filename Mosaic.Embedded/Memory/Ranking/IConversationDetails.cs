using System.Diagnostics.CodeAnalysis;

namespace Mosaic.Backends;

/// <summary>What ranking knows of conversations beside their words: who spoke and when.</summary>
public interface IConversationDetails : IConversations
{
    /// <summary>Every session.</summary>
    IEnumerable<int> All { get; }

    /// <summary>Turns by their speaker.</summary>
    IReadOnlyDictionary<string, int> Speakers { get; }

    /// <summary>Turns by their day.</summary>
    IReadOnlyDictionary<DateOnly, int> Days { get; }

    /// <summary>The terms of a speaker's name, as <see cref="TextAnalysis.QueryTermsOf"/> makes them.</summary>
    /// <param name="speaker">One of <see cref="Speakers"/>.</param>
    IReadOnlySet<string> TermsOf(string speaker);

    /// <summary>Tells for a session what the best of its speakers is worth.</summary>
    /// <param name="worths">What speakers are worth; who is not there is worth nothing.</param>
    Func<int, double> MostOf(IReadOnlyDictionary<string, double> worths);

    /// <summary>Who said a turn, and when.</summary>
    /// <param name="session">The session.</param>
    /// <param name="number">The turn's place in it.</param>
    /// <param name="withDay">Whether the day is asked for.</param>
    /// <param name="speaker">Who said it; null: nobody knows.</param>
    /// <param name="day">When it was, as its writer's calendar has it.</param>
    /// <returns>Whether there is such a turn.</returns>
    [SuppressMessage("Design", "CA1021:Avoid out parameters", Justification = "Asked of very many turns.")]
    bool TryFind(int session, int number, bool withDay, out string? speaker, out DateOnly day);
}
