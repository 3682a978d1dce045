using Microsoft.Extensions.Logging;
using Mosaic.Backends;
using Mosaic.Storage;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Channels;

/// <summary>A durable subscriber of a local store.</summary>
internal sealed class DurableSubscription : DurableSubscriber
{
    private const int PageRows = 100;
    private const int PageBytes = 1 << 20;

    private readonly StoreCore _core;
    private readonly byte[] _row;
    private readonly byte[] _to;

    public DurableSubscription(
        string channel, string name, Func<ChannelMessage, CancellationToken, ValueTask> handler, StoreCore core, TimeProvider time, ILogger logger, Action<Subscriber> remove)
        : base(channel, name, handler, time, logger, remove)
    {
        _core = core;
        _row = ChannelRows.Subscription(channel, name);
        _to = Keys.After(ChannelRows.Messages(channel))!;
        Begin();
    }

    protected override ValueTask<IReadOnlyList<ChannelMessage>?> ReadAsync(CancellationToken ending)
    {
        if (_core.Rows.Get(_row) is not { } cursor)
        {
            return new((IReadOnlyList<ChannelMessage>?)null);
        }

        var page = _core.Rows.Scan(ChannelRows.Message(Channel, ChannelRows.DecodeNumber(cursor) + 1), _to, PageRows, PageBytes).Rows;
        return new([.. page.Select(row => ChannelRows.ToMessage(Channel, row))]);
    }

    protected override async ValueTask KeepAsync(long handled) =>
        await _core.CommitAsync(new DelegateUnit<bool>(context => Put(context, handled)), CancellationToken.None).ConfigureAwait(false);

    private bool Put(UnitContext context, long handled)
    {
        if (context.Get(_row) is null)
        {
            return false;
        }

        context.Put(_row, ChannelRows.EncodeNumber(handled));
        context.Changed(ChangeKind.Subscription, Channel, Name, 0, ChangeOperation.Put);
        return true;
    }
}
