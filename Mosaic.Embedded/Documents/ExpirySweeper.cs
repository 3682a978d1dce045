using System.Buffers.Binary;
using Mosaic.Documents.Rows;
using Mosaic.Storage;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Documents;

/// <summary>Deletes expired documents from time to time; reads do not see them from the instant they expire.</summary>
internal sealed class ExpirySweeper : IAsyncDisposable
{
    private const int PageRows = 200;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly StoreCore _core;
    private readonly EngineDocuments _documents;
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _one = new(1, 1);

    public ExpirySweeper(StoreCore core, EngineDocuments documents, TimeProvider time)
    {
        _core = core;
        _documents = documents;
        _timer = time.CreateTimer(static self => _ = ((ExpirySweeper)self!).SweepQuietlyAsync(), this, Period, Period);
    }

    /// <summary>Deletes what has expired by now.</summary>
    public async Task SweepAsync()
    {
        var from = Keys.Of(RowTable.Expiry);
        var limit = new byte[1 + sizeof(long)];
        limit[0] = (byte)RowTable.Expiry;
        BinaryPrimitives.WriteInt64BigEndian(limit.AsSpan(1), _core.Clock.Now().UtcTicks + 1);
        while (_core.Rows.Scan(from, limit, PageRows, int.MaxValue).Rows is { Count: > 0 } due)
        {
            await _core.CommitAsync(new DelegateUnit<int>(context => Delete(context, due)), CancellationToken.None).ConfigureAwait(false);
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

    private int Delete(UnitContext context, List<ScannedRow> due)
    {
        foreach (var expiry in due)
        {
            var key = DocumentKeys.ExpiringDocument(expiry.Key.Span).ToArray();
            if (context.Get(expiry.Key.ToArray()) is null)
            {
                continue;
            }

            if (context.Get(key) is { } bytes && new DocumentRow(bytes) is var row && row.IsExpired(context.Now)
                && _documents.Catalog.Find(DocumentKeys.Collection(key)) is { } info)
            {
                _documents.Writer.Remove(context, info, key, DocumentKeys.Id(key), row);
            }

            context.Delete(expiry.Key.ToArray());
        }

        return due.Count;
    }
}
