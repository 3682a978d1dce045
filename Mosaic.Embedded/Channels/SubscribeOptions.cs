namespace Mosaic;

/// <summary>How a channel is subscribed to.</summary>
public sealed record SubscribeOptions
{
    /// <summary>How many messages may wait for the handler, 1 or more; of no matter for a durable subscription, whose messages wait in the store.</summary>
    /// <value>10,000.</value>
    public int Capacity { get; init; } = 10_000;

    /// <summary>What becomes of messages beyond <see cref="Capacity"/>.</summary>
    /// <value><see cref="Mosaic.Overflow.DropOldest"/>.</value>
    public Overflow Overflow { get; init; }

    /// <summary>
    /// Makes the subscription durable under this name: what is published to the channel from its first time on is kept in the store and
    /// delivered, at least once and in order, also after a restart, until <see cref="IChannels.UnsubscribeAsync"/>. Up to 100 messages
    /// that were handled may come again after a crash. A message whose handler throws is tried five times, then it is logged and passed over.
    /// </summary>
    /// <value>null: it begins now and ends with its object or process.</value>
    public string? Name { get; init; }

    /// <summary>Where a durable subscription goes on: behind the message with this <see cref="ChannelMessage.Cursor"/>.</summary>
    /// <value>null: where it was; when it is new, with the next message.</value>
    public string? From { get; init; }
}
