using Microsoft.Extensions.Logging;
using Mosaic.Backends;
using Mosaic.Storage;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;
using Mosaic.Workers;

namespace Mosaic.Channels;

/// <summary>A subscriber whose messages wait in the store. It reads them in pages and writes down how far it came, after a page or when there is no more.</summary>
internal sealed class DurableSubscription : Subscriber
{
    private const int PageRows = 100;
    private const int PageBytes = 1 << 20;
    private const int AttemptsMax = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);

    private readonly StoreCore _core;
    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly StoreRetries _retries;
    private TaskCompletionSource _more = NewSignal();

    public DurableSubscription(
        string channel, string name, Func<ChannelMessage, CancellationToken, ValueTask> handler, StoreCore core, TimeProvider time, ILogger logger, Action<Subscriber> remove)
        : base(channel, handler, logger, remove)
    {
        _core = core;
        _time = time;
        _name = name;
        _retries = new StoreRetries(time, logger);
        Begin();
    }

    public string Name => _name;

    /// <summary>A message was kept.</summary>
    public void Wake() => Volatile.Read(ref _more).TrySetResult();

    protected override async Task RunAsync(CancellationToken ending)
    {
        var row = ChannelRows.Subscription(Channel, _name);
        var to = Keys.After(ChannelRows.Messages(Channel));
        while (_core.Rows.Get(row) is { } cursor)
        {
            var more = NewSignal();
            Volatile.Write(ref _more, more); // before the look that it is to follow
            var last = ChannelRows.DecodeNumber(cursor);
            var page = _core.Rows.Scan(ChannelRows.Message(Channel, last + 1), to, PageRows, PageBytes).Rows;
            if (page.Count == 0)
            {
                await new ValueTask(more.Task.WaitAsync(ending)).ConfigureAwait(false);
                continue;
            }

            var handled = last;
            try
            {
                foreach (var message in page)
                {
                    await HandleAsync(ChannelRows.ToMessage(Channel, message), ending).ConfigureAwait(false);
                    handled = ChannelRows.ReadNumber(message.Key.Span);
                }
            }
            finally
            {
                if (handled > last)
                {
                    await CommitAsync(row, handled, ending).ConfigureAwait(false);
                }
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

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
                    _name, Channel, message.Cursor, attempt, AttemptsMax);
            }

            if (attempt == AttemptsMax)
            {
                return;
            }

            await Task.Delay(FirstWait * Math.Pow(2, attempt - 1), _time, ending).ConfigureAwait(false);
        }
    }

    private async ValueTask CommitAsync(byte[] row, long handled, CancellationToken ending)
    {
        try
        {
            await _retries.RunAsync("keep a subscription's cursor", () => _core.CommitAsync(new DelegateUnit<bool>(context => Put(context, row, handled)), CancellationToken.None), ending)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (IsEnding && exception is (ObjectDisposedException or MosaicException))
        {
            // the store has closed: what was handled comes again
        }
    }

    private bool Put(UnitContext context, byte[] row, long handled)
    {
        if (context.Get(row) is null)
        {
            return false;
        }

        context.Put(row, ChannelRows.EncodeNumber(handled));
        context.Changed(ChangeKind.Subscription, Channel, _name, 0, ChangeOperation.Put);
        return true;
    }
}
