namespace Mosaic;

/// <summary>A query or filter text does not parse.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public sealed class QuerySyntaxException(string message, Exception? inner = null) : MosaicException(message, inner);
