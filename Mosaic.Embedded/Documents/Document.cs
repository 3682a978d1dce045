namespace Mosaic;

/// <summary>A document with what the store knows of it. Value keeps the caller's shape; the exact JSON bytes are the truth.</summary>
/// <typeparam name="T">The caller's type of the document.</typeparam>
/// <param name="Id">The document's id, unique in its collection.</param>
/// <param name="Version">1 for a new document, and one more with each write. It begins again at 1 when the id is deleted and created anew.</param>
/// <param name="ModifiedAt">When this version was written.</param>
/// <param name="Value">The document itself.</param>
public sealed record Document<T>(string Id, long Version, DateTimeOffset ModifiedAt, T Value);
