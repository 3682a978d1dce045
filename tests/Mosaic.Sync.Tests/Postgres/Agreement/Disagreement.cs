namespace Mosaic.Sync.Tests.Postgres.Agreement;

/// <param name="At">The place of the operation in the run.</param>
/// <param name="Work">What the stores were asked.</param>
/// <param name="Local">What the local one answered.</param>
/// <param name="Server">What the one on the server answered.</param>
internal sealed record Disagreement(int At, string Work, string Local, string Server);
