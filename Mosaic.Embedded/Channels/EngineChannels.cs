using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Mosaic.Queue;
using Mosaic.Storage;

namespace Mosaic.Channels;

/// <summary>Channels within the process: a message goes to whoever is subscribed when it is published.</summary>
internal sealed class EngineChannels(StoreCore core, ILogger logger) : IChannels, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ChannelTopic> _topics = new(StringComparer.Ordinal);

    public ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken = default)
    {
        Validate(channel, message);
        cancellationToken.ThrowIfCancellationRequested();
        core.Health.ThrowIfClosed();
        Deliver(channel, message);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Func<ChannelMessage, CancellationToken, ValueTask> handler, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(channel, nameof(channel));
        ArgumentNullException.ThrowIfNull(handler);
        cancellationToken.ThrowIfCancellationRequested();
        core.Health.ThrowIfClosed();
        var topic = _topics.GetOrAdd(channel, static _ => new ChannelTopic());
        return ValueTask.FromResult<IAsyncDisposable>(topic.Add(channel, handler, logger));
    }

    public static void Validate(string channel, string message)
    {
        JobRules.ValidateName(channel, nameof(channel));
        ArgumentNullException.ThrowIfNull(message);
    }

    /// <summary>Hands a valid message to the subscribers; waits for none.</summary>
    public void Deliver(string channel, string message)
    {
        if (_topics.TryGetValue(channel, out var topic))
        {
            topic.Publish(number => new ChannelMessage(channel, message, number.ToString(CultureInfo.InvariantCulture), core.Clock.Now()));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var topic in _topics.Values)
        {
            await topic.DisposeAsync().ConfigureAwait(false);
        }
    }
}
