namespace Mosaic;

/// <summary>The lease expired, or the job is no longer this lease's.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public sealed class LeaseLostException(string message, Exception? inner = null) : MosaicException(message, inner);
