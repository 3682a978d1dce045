using System.Globalization;
using Microsoft.Extensions.Logging;
using Mosaic.Workers;

namespace Mosaic.Backends;

/// <summary>A subscriber whose messages wait in the store. It reads them in pages and writes down how far it came, after a page or when there is no more.</summary>
public abstract class DurableSubscriber : Subscriber
{
    private const int AttemptsMax = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time;
    private readonly StoreRetries _retries;
    private TaskCompletionSource _more = NewSignal();

    /// <summary>Keeps what it needs; the deriving constructor begins.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="name">The subscription's name.</param>
    /// <param name="handler">Called for each message.</param>
    /// <param name="time">Measures waits.</param>
    /// <param name="logger">Where it logs.</param>
    /// <param name="remove">Told when it ends.</param>
    protected DurableSubscriber(
        string channel, string name, Func<ChannelMessage, CancellationToken, ValueTask> handler, TimeProvider time, ILogger logger, Action<Subscriber> remove)
        : base(channel, handler, logger, remove)
    {
        _time = time;
        Name = name;
        _retries = new StoreRetries(time, logger);
    }

    /// <summary>The subscription's name.</summary>
    public string Name { get; }

    /// <summary>There may be more to read.</summary>
    public void Wake() => Volatile.Read(ref _more).TrySetResult();

    /// <summary>The next messages in order, as many as a page has.</summary>
    /// <param name="ending">Tells it to end.</param>
    /// <returns>null: the subscription is not there any more, or another's.</returns>
    protected abstract ValueTask<IReadOnlyList<ChannelMessage>?> ReadAsync(CancellationToken ending);

    /// <summary>Writes down what was handled.</summary>
    /// <param name="handled">The number of the last message that was.</param>
    protected abstract ValueTask KeepAsync(long handled);

    /// <summary>Called once it handles no more.</summary>
    protected virtual ValueTask ReleaseAsync() => default;

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken ending)
    {
        try
        {
            while (true)
            {
                var more = NewSignal();
                Volatile.Write(ref _more, more); // before the look that it is to follow
                if (await _retries.RunAsync("read a subscription's messages", () => ReadAsync(ending), ending).ConfigureAwait(false) is not { } page)
                {
                    return;
                }

                if (page.Count == 0)
                {
                    await new ValueTask(more.Task.WaitAsync(ending)).ConfigureAwait(false);
                    continue;
                }

                await HandleAsync(page, ending).ConfigureAwait(false);
            }
        }
        finally
        {
            await ReleaseAsync().ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask HandleAsync(IReadOnlyList<ChannelMessage> page, CancellationToken ending)
    {
        ChannelMessage? handled = null;
        try
        {
            foreach (var message in page)
            {
                await HandleAsync(message, ending).ConfigureAwait(false);
                handled = message;
            }
        }
        finally
        {
            if (handled is not null)
            {
                await KeepGuardedAsync(long.Parse(handled.Cursor, CultureInfo.InvariantCulture), ending).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask HandleAsync(ChannelMessage message, CancellationToken ending)
    {
        for (var attempt = 1; ; attempt++)
        {
            ending.ThrowIfCancellationRequested();
            try
            {
                await Handler(message, ending).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (!ending.IsCancellationRequested)
            {
                Logger.LogError(
                    exception, "The subscriber {Name} of channel {Channel} failed on message {Cursor}, attempt {Attempt} of {Attempts}.",
                    Name, Channel, message.Cursor, attempt, AttemptsMax);
            }

            if (attempt == AttemptsMax)
            {
                return;
            }

            await Task.Delay(FirstWait * Math.Pow(2, attempt - 1), _time, ending).ConfigureAwait(false);
        }
    }

    private async ValueTask KeepGuardedAsync(long handled, CancellationToken ending)
    {
        try
        {
            await _retries.RunAsync(
                "keep a subscription's cursor",
                async () =>
                {
                    await KeepAsync(handled).ConfigureAwait(false);
                    return true;
                },
                ending).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsEnding && exception is (ObjectDisposedException or MosaicException))
        {
            // the store has closed: what was handled comes again
        }
    }
}
