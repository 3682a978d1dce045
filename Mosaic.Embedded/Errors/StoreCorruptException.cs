namespace Mosaic;

/// <summary>A file is not what was written.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public sealed class StoreCorruptException(string message, Exception? inner = null) : MosaicException(message, inner);
