namespace Mosaic;

/// <summary>An id, or a value of a unique index, is taken.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public sealed class DuplicateKeyException(string message, Exception? inner = null) : MosaicException(message, inner);
