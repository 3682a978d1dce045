namespace Mosaic;

/// <summary>What forgetting a user removed.</summary>
/// <param name="Preferences">Preferences removed.</param>
/// <param name="Insights">Insights removed.</param>
/// <param name="Turns">Session turns removed.</param>
/// <param name="Vectors">Vectors removed.</param>
/// <param name="NotReached">Places that still hold what was forgotten, one sentence each; empty when there are none.</param>
public sealed record ForgetReport(long Preferences, long Insights, long Turns, long Vectors, IReadOnlyList<string> NotReached);
