using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Mosaic.Channels;

/// <summary>
/// One subscriber: messages wait in order, at most <see cref="MessagesMax"/>; beyond that the oldest is dropped and that is
/// logged, so that a slow subscriber holds up neither publishers nor memory.
/// </summary>
internal sealed class Subscription : IAsyncDisposable
{
    public const int MessagesMax = 10_000;

    private readonly string _channel;
    private readonly Func<ChannelMessage, CancellationToken, ValueTask> _handler;
    private readonly ILogger _logger;
    private readonly Action<Subscription> _remove;
    private readonly Channel<ChannelMessage> _messages;
    private readonly CancellationTokenSource _ending = new();
    private readonly AsyncLocal<bool> _inHandler = new();
    private readonly Task _running;
    private int _disposed;
    private bool _dropping;

    public Subscription(string channel, Func<ChannelMessage, CancellationToken, ValueTask> handler, ILogger logger, Action<Subscription> remove)
    {
        _channel = channel;
        _handler = handler;
        _logger = logger;
        _remove = remove;
        _messages = Channel.CreateBounded<ChannelMessage>(
            new BoundedChannelOptions(MessagesMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Dropped());
        _running = Task.Run(RunAsync);
    }

    public void Post(ChannelMessage message) => _messages.Writer.TryWrite(message);

    /// <summary>No handler begins any more; waits for the one that runs, unless it is the caller.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _remove(this);
            _messages.Writer.TryComplete();
            await _ending.CancelAsync().ConfigureAwait(false);
        }

        if (!_inHandler.Value)
        {
            await new ValueTask(_running).ConfigureAwait(false);
        }
    }

    private async Task RunAsync()
    {
        _inHandler.Value = true;
        try
        {
            await foreach (var message in _messages.Reader.ReadAllAsync(_ending.Token).ConfigureAwait(false))
            {
                _dropping = false;
                try
                {
                    await _handler(message, _ending.Token).ConfigureAwait(false);
                }
                catch (Exception exception) when (!_ending.IsCancellationRequested)
                {
                    _logger.LogError(exception, "A subscriber of channel {Channel} failed on message {Cursor}; the next one follows.", _channel, message.Cursor);
                }
            }
        }
        catch (Exception) when (_ending.IsCancellationRequested)
        {
            // the subscription has ended
        }
    }

    private void Dropped()
    {
        if (!_dropping)
        {
            _dropping = true;
            _logger.LogWarning("A subscriber of channel {Channel} is more than {Messages} messages behind; the oldest are dropped.", _channel, MessagesMax);
        }
    }
}
