namespace Mosaic;

/// <summary>Publish and subscribe by channel name.</summary>
/// <remarks>
/// Thread-safe. Each subscriber receives the messages that a channel gets after it subscribed, in order, one at a time.
/// A handler that throws is logged and gets the next message; it hurts no other. Up to 10,000 messages wait for a slow
/// subscriber, then its oldest are dropped and that is logged; <see cref="SubscribeOptions"/> chooses otherwise. Messages of a
/// channel that has a durable subscription are kept in the store until all of these have handled them, at most a week and
/// 100,000 for each channel; publishing to it is a durable write. Other messages live in the process alone.
/// </remarks>
public interface IChannels
{
    /// <summary>Publishes a message.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="message">The message's text.</param>
    /// <param name="cancellationToken">Honoured until the message is admitted, and while a subscriber with <see cref="Overflow.Wait"/> is waited for; then the message is delivered all the same.</param>
    /// <returns>A task that completes once the message is accepted, and durable if it is kept; it waits for no subscriber but those with <see cref="Overflow.Wait"/>.</returns>
    ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken = default);

    /// <summary>Subscribes to a channel.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="handler">Called for each message, the next one after it completed.</param>
    /// <param name="cancellationToken">Cancels the call, not the subscription.</param>
    /// <returns>Dispose it to unsubscribe: the handler's token is cancelled and disposing waits until it has returned, except from within the handler.</returns>
    ValueTask<IAsyncDisposable> SubscribeAsync(string channel, Func<ChannelMessage, CancellationToken, ValueTask> handler, CancellationToken cancellationToken = default);

    /// <summary>Subscribes to a channel, durably perhaps.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="handler">Called for each message, the next one after it completed.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Cancels the call, not the subscription.</param>
    /// <returns>Dispose it to stop: the handler's token is cancelled and disposing waits until it has returned, except from within the handler. A durable subscription goes on when it is subscribed to again.</returns>
    /// <exception cref="ArgumentException">An option is out of its range, or not a cursor of this channel.</exception>
    /// <exception cref="FeedTrimmedException">What follows <see cref="SubscribeOptions.From"/> is not kept any more.</exception>
    /// <exception cref="InvalidOperationException">The durable subscription has a handler already.</exception>
    ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Func<ChannelMessage, CancellationToken, ValueTask> handler, SubscribeOptions options, CancellationToken cancellationToken = default);

    /// <summary>Ends a durable subscription for good: nothing is kept for it any more.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="name">The subscription's name.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InvalidOperationException">It has a handler; dispose that first.</exception>
    ValueTask<bool> UnsubscribeAsync(string channel, string name, CancellationToken cancellationToken = default);
}
