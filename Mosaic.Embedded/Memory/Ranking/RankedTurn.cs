namespace Mosaic;

/// <summary>A turn that a <see cref="ConversationScorer"/> found.</summary>
/// <param name="Session">Its session, as <see cref="IConversations"/> counts them.</param>
/// <param name="Number">Its place in the session, from 1.</param>
/// <param name="Score">Higher is better.</param>
public readonly record struct RankedTurn(int Session, int Number, double Score);
