using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Maintenance;

/// <summary>Deletes what has expired from time to time; reads do not see it from the instant it expires.</summary>
internal sealed class ExpirySweeper : IAsyncDisposable
{
    private const int PageRows = 200;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly StoreCore _core;
    private readonly IReadOnlyList<ExpiryTable> _tables;
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _one = new(1, 1);

    public ExpirySweeper(StoreCore core, TimeProvider time, IReadOnlyList<ExpiryTable> tables)
    {
        _core = core;
        _tables = tables;
        _timer = time.CreateTimer(static self => _ = ((ExpirySweeper)self!).SweepQuietlyAsync(), this, Period, Period);
    }

    /// <summary>Deletes what has expired by now.</summary>
    public async Task SweepAsync()
    {
        foreach (var (table, delete) in _tables)
        {
            var to = Keys.Of(table, _core.Clock.Now().UtcTicks + 1);
            while (_core.Rows.Scan(Keys.Of(table), to, PageRows, int.MaxValue).Rows is { Count: > 0 } due)
            {
                await _core.CommitAsync(new DelegateUnit<int>(context => Delete(context, due, delete)), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _one.WaitAsync().ConfigureAwait(false);
    }

    private async Task SweepQuietlyAsync()
    {
        if (!await _one.WaitAsync(TimeSpan.Zero).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            await SweepAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is MosaicException or ObjectDisposedException)
        {
            // The next round tries again; a poisoned or closed store has told its callers already.
        }
        finally
        {
            _one.Release();
        }
    }

    private static int Delete(UnitContext context, List<ScannedRow> due, Action<UnitContext, byte[]> delete)
    {
        foreach (var row in due)
        {
            var key = row.Key.ToArray();
            if (context.Get(key) is not null)
            {
                delete(context, key);
                context.Delete(key);
            }
        }

        return due.Count;
    }
}
