namespace Mosaic;

/// <summary>The cursor was trimmed away, or is of another store: begin with a full copy.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public sealed class FeedTrimmedException(string message, Exception? inner = null) : MosaicException(message, inner);
