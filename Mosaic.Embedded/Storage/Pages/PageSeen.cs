namespace Mosaic.Storage.Pages;

/// <summary>Called with each page that LiteDB reads or writes.</summary>
internal delegate void PageSeen(int number, ReadOnlySpan<byte> page);
