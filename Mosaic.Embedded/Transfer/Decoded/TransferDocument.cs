namespace Mosaic.Backends;

/// <summary>A document.</summary>
/// <param name="Collection">Its collection.</param>
/// <param name="Document">Its id, version, times and exact bytes.</param>
/// <param name="Sequence">The unit that wrote it.</param>
public sealed record TransferDocument(string Collection, StoredDocument Document, long Sequence) : TransferRow;
