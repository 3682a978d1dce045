namespace Mosaic.Backends;

/// <summary>A declared index.</summary>
/// <param name="Path">Over which path.</param>
/// <param name="Unique">Whether no two documents have the same value.</param>
/// <param name="Ready">Whether all documents are in it: false while it is built, or if that was interrupted.</param>
public sealed record TransferIndex(string Path, bool Unique, bool Ready);
