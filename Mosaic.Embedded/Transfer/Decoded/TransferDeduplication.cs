namespace Mosaic.Backends;

/// <summary>Who has a deduplication key.</summary>
/// <param name="Queue">The queue's number.</param>
/// <param name="Key">The key.</param>
/// <param name="Job">The job that has it.</param>
/// <param name="JobId">Its id.</param>
/// <param name="Until">Until when; null: until it has ended.</param>
public sealed record TransferDeduplication(int Queue, string Key, JobKey Job, string JobId, DateTimeOffset? Until) : TransferRow;
