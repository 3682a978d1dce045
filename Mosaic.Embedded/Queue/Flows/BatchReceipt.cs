namespace Mosaic;

/// <summary>The ids of a batch.</summary>
/// <param name="CompletionJobId">Of the job that runs when all others have ended.</param>
/// <param name="JobIds">Of the others, in their order.</param>
public sealed record BatchReceipt(string CompletionJobId, IReadOnlyList<string> JobIds);
