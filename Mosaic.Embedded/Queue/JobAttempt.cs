namespace Mosaic;

/// <summary>A failed attempt of a job.</summary>
/// <param name="Number">From 1; again from 1 after the job was redriven.</param>
/// <param name="StartedAt">When its lease began; null: unknown, it ended with its process.</param>
/// <param name="EndedAt">When it failed.</param>
/// <param name="Error">What went wrong; null: nothing was said.</param>
/// <param name="Stack">Where; null: unknown.</param>
public sealed record JobAttempt(int Number, DateTimeOffset? StartedAt, DateTimeOffset EndedAt, string? Error, string? Stack);
