namespace Mosaic.Storage.Pages;

/// <summary>A page that changed since the last checkpoint.</summary>
/// <param name="Number">Where it stands in the file, in pages.</param>
/// <param name="Image">Its bytes; the file's own array.</param>
internal sealed record DirtyPage(int Number, byte[] Image);
