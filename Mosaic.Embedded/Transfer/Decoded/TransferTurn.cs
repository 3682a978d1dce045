namespace Mosaic.Backends;

/// <summary>A turn.</summary>
/// <param name="Session">Its session.</param>
/// <param name="Number">Its place in the session, from 1.</param>
/// <param name="WrittenAt">When it was written.</param>
/// <param name="Content">What it says.</param>
/// <param name="Json">The same as bytes.</param>
public sealed record TransferTurn(string Session, long Number, DateTimeOffset WrittenAt, TurnContent Content, ReadOnlyMemory<byte> Json) : TransferRow;
