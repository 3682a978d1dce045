namespace Mosaic;

/// <summary>The store was moved to another tier; this side no longer acknowledges writes.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public sealed class TierMovedException(string message, Exception? inner = null) : MosaicException(message, inner);
