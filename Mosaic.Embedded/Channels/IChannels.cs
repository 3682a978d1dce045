namespace Mosaic;

/// <summary>Publish and subscribe by channel name.</summary>
/// <remarks>
/// Thread-safe. Each subscriber receives the messages that a channel gets after it subscribed, in order, one at a time.
/// A handler that throws is logged and gets the next message; it hurts no other. Up to 10,000 messages wait for a slow
/// subscriber, then its oldest are dropped and that is logged. Whether messages outlive the process is
/// <see cref="MosaicCapabilities.DurableChannels"/>.
/// </remarks>
public interface IChannels
{
    /// <summary>Publishes a message.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="message">The message's text.</param>
    /// <param name="cancellationToken">Honoured until the message is admitted.</param>
    /// <returns>A task that completes once the message is accepted; it does not wait for subscribers.</returns>
    ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken = default);

    /// <summary>Subscribes to a channel.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="handler">Called for each message, the next one after it completed.</param>
    /// <param name="cancellationToken">Cancels the call, not the subscription.</param>
    /// <returns>Dispose it to unsubscribe: the handler's token is cancelled and disposing waits until it has returned, except from within the handler.</returns>
    ValueTask<IAsyncDisposable> SubscribeAsync(string channel, Func<ChannelMessage, CancellationToken, ValueTask> handler, CancellationToken cancellationToken = default);
}
