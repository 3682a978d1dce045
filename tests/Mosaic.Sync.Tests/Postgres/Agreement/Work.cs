namespace Mosaic.Sync.Tests.Postgres.Agreement;

/// <summary>One operation, the same on every store.</summary>
/// <param name="Name">As a failure tells it.</param>
/// <param name="Run">Does it, and tells everything that it answered.</param>
internal sealed record Work(string Name, Func<ComparedStore, Task<string>> Run);
