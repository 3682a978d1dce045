namespace Mosaic;

/// <summary>No space: nothing was written, reads go on, the store is not poisoned.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public sealed class StoreFullException(string message, Exception? inner = null) : MosaicException(message, inner);
