namespace Mosaic.Backends;

/// <summary>What a channel let go.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Number">Up to which message.</param>
public sealed record TransferTrim(string Channel, long Number) : TransferRow;
