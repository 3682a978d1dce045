namespace Mosaic.Memory.Ranking;

/// <summary>Turns of one session that have a word, one behind the other among all that have it.</summary>
/// <param name="Word">Which word.</param>
/// <param name="Session">Whose turns.</param>
/// <param name="First">Where in the word's postings they begin.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Frequency">How often they have the word in all.</param>
/// <param name="Next">The session's run before this one; -1: none.</param>
internal readonly record struct WordRun(int Word, int Session, int First, int Count, float Frequency, int Next);
