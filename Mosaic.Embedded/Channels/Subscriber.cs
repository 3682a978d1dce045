using Microsoft.Extensions.Logging;

namespace Mosaic.Backends;

/// <summary>Somebody who handles a channel's messages, one at a time, until it is disposed.</summary>
/// <param name="channel">The channel's name.</param>
/// <param name="handler">Called for each message.</param>
/// <param name="logger">Where it logs.</param>
/// <param name="remove">Told when it ends.</param>
public abstract class Subscriber(
    string channel, Func<ChannelMessage, CancellationToken, ValueTask> handler, ILogger logger, Action<Subscriber> remove) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly AsyncLocal<bool> _inHandler = new();
    private Task _running = Task.CompletedTask;
    private int _ended;

    /// <summary>The channel's name.</summary>
    protected string Channel => channel;

    /// <summary>Where it logs.</summary>
    protected ILogger Logger => logger;

    /// <summary>The user's handler.</summary>
    protected Func<ChannelMessage, CancellationToken, ValueTask> Handler => handler;

    /// <summary>Whether it has ended, or begun to.</summary>
    protected bool IsEnding => Volatile.Read(ref _ended) != 0;

    /// <summary>No handler begins any more; waits for the one that runs, unless it is the caller.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await EndAsync().ConfigureAwait(false);
        if (!_inHandler.Value)
        {
            await new ValueTask(_running).ConfigureAwait(false);
        }
    }

    /// <summary>No handler begins any more; the one that runs is asked to end.</summary>
    public async ValueTask EndAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            remove(this);
            OnEnding();
            await _ending.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Calls the handler for message after message, until told to end.</summary>
    /// <param name="ending">Tells it to end.</param>
    protected abstract Task RunAsync(CancellationToken ending);

    /// <summary>Called once, when it ends.</summary>
    protected virtual void OnEnding()
    {
    }

    /// <summary>Begins to call the handler; the last that a constructor does.</summary>
    protected void Begin() => _running = Task.Run(RunGuardedAsync);

    private async Task RunGuardedAsync()
    {
        _inHandler.Value = true;
        try
        {
            await RunAsync(_ending.Token).ConfigureAwait(false);
        }
        catch (Exception) when (_ending.IsCancellationRequested)
        {
            // the subscription has ended
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "A subscriber of channel {Channel} cannot go on and is disconnected.", channel);
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }
    }
}
