namespace Mosaic;

/// <summary>The right to work on a job until <see cref="ExpiresAt"/>; <see cref="Token"/> fences late acknowledgements.</summary>
/// <param name="Job">The job as it was leased.</param>
/// <param name="Token">Names this lease; an acknowledgement with a token that is no longer the job's is refused.</param>
/// <param name="ExpiresAt">From here on the job may be leased to another worker.</param>
public sealed record JobLease(Job Job, string Token, DateTimeOffset ExpiresAt);
