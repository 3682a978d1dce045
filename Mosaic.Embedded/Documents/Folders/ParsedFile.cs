namespace Mosaic.Documents.Folders;

/// <summary>A file as a document.</summary>
/// <param name="Id">The id that it claims, or that its path says.</param>
/// <param name="Json">The document.</param>
/// <param name="Problem">What is wrong with it; null: nothing.</param>
internal sealed record ParsedFile(string Id, byte[] Json, string? Problem);
