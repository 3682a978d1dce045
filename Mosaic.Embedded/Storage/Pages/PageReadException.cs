namespace Mosaic.Storage.Pages;

/// <summary>
/// A page could not be read, told in a way that LiteDB passes on. At an <see cref="IOException"/> it closes itself, under
/// its other readers, and a transaction that one of those leaves behind throws in its finalizer, which ends the process.
/// </summary>
internal sealed class PageReadException(int number, IOException cause) : Exception($"Page {number} cannot be read: {cause.Message}", cause);
