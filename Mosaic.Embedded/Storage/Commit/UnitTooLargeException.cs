namespace Mosaic.Storage.Commit;

/// <summary>A unit changes more than fits into one: what the store does by itself is done in smaller ones then.</summary>
internal sealed class UnitTooLargeException(string message) : MosaicException(message);
