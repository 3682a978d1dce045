namespace Mosaic;

/// <summary>Whether an upgrade cut over is not known; nothing is acknowledged until it is settled.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public sealed class UpgradeInDoubtException(string message, Exception? inner = null) : MosaicException(message, inner);
