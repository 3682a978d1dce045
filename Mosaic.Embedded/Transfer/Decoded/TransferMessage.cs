namespace Mosaic.Backends;

/// <summary>A message that a channel keeps.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Number">Its place, by which subscriptions name it.</param>
/// <param name="At">When it was published.</param>
/// <param name="Content">What it says.</param>
public sealed record TransferMessage(string Channel, long Number, DateTimeOffset At, string Content) : TransferRow;
