namespace Mosaic;

/// <summary>A clash that was settled: both sides had edited a document, and one of the two edits has its id now.</summary>
/// <param name="Collection">The document's collection in the folder.</param>
/// <param name="Id">Its id.</param>
/// <param name="KeptPath">The path, from the folder's root and with /, of the file that holds the other edit; null: it was not kept, or is gone
/// again already.</param>
/// <param name="FileWon">Whether the file's edit has the id; else the store's.</param>
public sealed record MirrorConflict(string Collection, string Id, string? KeptPath, bool FileWon);
