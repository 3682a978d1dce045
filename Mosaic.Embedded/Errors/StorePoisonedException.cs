namespace Mosaic;

/// <summary>An earlier I/O error ended this instance; reopen the store.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public sealed class StorePoisonedException(string message, Exception? inner = null) : MosaicException(message, inner);
