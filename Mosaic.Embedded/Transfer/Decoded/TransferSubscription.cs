namespace Mosaic.Backends;

/// <summary>A durable subscription.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Name">Its name.</param>
/// <param name="Handled">The number of the last message that it handled.</param>
public sealed record TransferSubscription(string Channel, string Name, long Handled) : TransferRow;
