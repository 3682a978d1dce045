using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Mosaic.Backends;

/// <summary>A subscriber within the process: its messages wait in order, as many as it has room for.</summary>
public sealed class Subscription : Subscriber
{
    private readonly SubscribeOptions _options;
    private readonly Channel<ChannelMessage> _messages;
    private bool _dropping;

    /// <summary>Begins to handle what is posted.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="handler">Called for each message.</param>
    /// <param name="options">Valid ones.</param>
    /// <param name="logger">Where it logs.</param>
    /// <param name="remove">Told when it ends.</param>
    public Subscription(
        string channel, Func<ChannelMessage, CancellationToken, ValueTask> handler, SubscribeOptions options, ILogger logger, Action<Subscriber> remove)
        : base(channel, handler, logger, remove)
    {
        _options = options;
        _messages = System.Threading.Channels.Channel.CreateBounded<ChannelMessage>(
            new BoundedChannelOptions(options.Capacity)
            {
                FullMode = options.Overflow switch
                {
                    Overflow.DropOldest => BoundedChannelFullMode.DropOldest,
                    Overflow.DropNewest => BoundedChannelFullMode.DropWrite,
                    _ => BoundedChannelFullMode.Wait,
                },
                SingleReader = true,
            },
            _ => Dropped());
        Begin();
    }

    /// <summary>Hands it a message; in order, by one caller at a time.</summary>
    /// <param name="message">The message.</param>
    /// <returns>What to wait for, when the publisher is to wait for room; else null.</returns>
    public Task? Post(ChannelMessage message)
    {
        if (_messages.Writer.TryWrite(message) || IsEnding)
        {
            return null;
        }

        if (_options.Overflow == Overflow.Wait)
        {
            return WaitForRoomAsync(message);
        }

        Logger.LogWarning("A subscriber of channel {Channel} is {Messages} messages behind and is disconnected.", Channel, _options.Capacity);
        _ = EndAsync().AsTask();
        return null;
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken ending)
    {
        await foreach (var message in _messages.Reader.ReadAllAsync(ending).ConfigureAwait(false))
        {
            _dropping = false;
            try
            {
                await Handler(message, ending).ConfigureAwait(false);
            }
            catch (Exception exception) when (!ending.IsCancellationRequested)
            {
                Logger.LogError(exception, "A subscriber of channel {Channel} failed on message {Cursor}; the next one follows.", Channel, message.Cursor);
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnEnding() => _messages.Writer.TryComplete();

    private async Task WaitForRoomAsync(ChannelMessage message)
    {
        try
        {
            await _messages.Writer.WriteAsync(message).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // it has ended: nobody waits for it any more
        }
    }

    private void Dropped()
    {
        if (!_dropping)
        {
            _dropping = true;
            Logger.LogWarning("A subscriber of channel {Channel} is more than {Messages} messages behind; some are dropped.", Channel, _options.Capacity);
        }
    }
}
