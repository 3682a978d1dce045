namespace Mosaic;

/// <summary>A backup is damaged, incomplete, not one, or not the one that was meant.</summary>
/// <param name="message">What was found.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public sealed class BackupCorruptException(string message, Exception? inner = null) : MosaicException(message, inner);
