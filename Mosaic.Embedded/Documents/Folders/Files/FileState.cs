namespace Mosaic.Documents.Folders.Files;

/// <summary>What the index knows of a file.</summary>
/// <param name="Collection">The collection of its document.</param>
/// <param name="Id">Its document's id; null: it has none, for another file claims the id.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Ticks">When it was written last, UTC.</param>
/// <param name="Problem">What is wrong with it; null: nothing.</param>
/// <param name="ExpiresAt">When the file is to be deleted, UTC ticks; null: never.</param>
/// <param name="Hash">Of its bytes; null: it is not known.</param>
/// <param name="Claims">The id that it says, if it was left out; null: it was not.</param>
internal sealed record FileState(string Collection, string? Id, long Size, long Ticks, string? Problem, long? ExpiresAt, string? Hash = null, string? Claims = null);
