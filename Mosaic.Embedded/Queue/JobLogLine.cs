namespace Mosaic;

/// <summary>A line that a job's worker logged.</summary>
/// <param name="At">When.</param>
/// <param name="Attempt">In which attempt, from 1.</param>
/// <param name="Text">The line.</param>
public sealed record JobLogLine(DateTimeOffset At, int Attempt, string Text);
