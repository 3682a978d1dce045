namespace Mosaic;

/// <summary>What a <see cref="ConversationScorer"/> has to know of the sessions that are searched, and of no others.</summary>
public interface IConversations
{
    /// <summary>How many sessions there are.</summary>
    int Sessions { get; }

    /// <summary>How many turns they have in all.</summary>
    long Turns { get; }

    /// <summary>How many words those have in all.</summary>
    long Words { get; }

    /// <summary>The number of a session's last turn.</summary>
    int LastTurn(int session);

    /// <summary>How many words a session has.</summary>
    long WordsOf(int session);
}
