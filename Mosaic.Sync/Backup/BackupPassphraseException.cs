namespace Mosaic;

/// <summary>A backup is encrypted with another passphrase, or with one although none was given.</summary>
/// <param name="message">What was found.</param>
public sealed class BackupPassphraseException(string message) : MosaicException(message);
