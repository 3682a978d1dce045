namespace Mosaic;

/// <summary>A turn that has a word.</summary>
/// <param name="Session">The turn's session, as <see cref="IConversations"/> counts them.</param>
/// <param name="Number">The turn's place in its session, from 1.</param>
/// <param name="Frequency">How often it has the word; what is another spelling of it counts less.</param>
/// <param name="Length">How many words it has in all.</param>
public readonly record struct TurnPosting(int Session, int Number, float Frequency, int Length);
