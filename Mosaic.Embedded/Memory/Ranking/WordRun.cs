namespace Mosaic.Memory.Ranking;

/// <summary>A <see cref="TurnRun"/> among those of all words.</summary>
/// <param name="Word">Which word.</param>
/// <param name="Session">Whose turns.</param>
/// <param name="Place">Its place in <see cref="ITurnRuns.Runs"/>.</param>
/// <param name="Frequency">How often they have the word in all.</param>
/// <param name="Next">The session's run before this one; -1: none.</param>
internal readonly record struct WordRun(int Word, int Session, int Place, float Frequency, int Next);
