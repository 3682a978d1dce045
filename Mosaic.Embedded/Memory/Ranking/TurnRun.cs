namespace Mosaic.Memory.Ranking;

/// <summary>Turns of one session that have a word, one behind the other among all that have it.</summary>
/// <param name="Session">Whose turns.</param>
/// <param name="Segment">Where they are kept.</param>
/// <param name="First">Where the first of them is.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Frequency">How often they have the word in all.</param>
/// <param name="Most">How often one of them has it at most.</param>
/// <param name="Together">No more of them stand so close together that they are around one turn.</param>
/// <param name="Shortest">None of them has fewer words; 0: not known.</param>
internal readonly record struct TurnRun(int Session, int Segment, int First, int Count, float Frequency, float Most, int Together, int Shortest);
