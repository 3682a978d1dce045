namespace Mosaic.Index.Turns;

/// <summary>What one segment of the index has of a session.</summary>
/// <param name="Session">By <see cref="SessionNumbers"/>.</param>
/// <param name="First">Where its turns begin in <see cref="TurnSegment.Ordered"/>.</param>
/// <param name="Turns">How many turns.</param>
/// <param name="Words">Their words.</param>
/// <param name="Last">The greatest number of them.</param>
/// <param name="Speakers">Who speaks in them, by their numbers in <see cref="TurnSegment.Speakers"/>.</param>
internal readonly record struct SessionPart(int Session, int First, int Turns, long Words, int Last, int[] Speakers);
