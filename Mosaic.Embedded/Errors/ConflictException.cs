namespace Mosaic;

/// <summary>A version or a read moved.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public sealed class ConflictException(string message, Exception? inner = null) : MosaicException(message, inner);
