using System.Runtime.ExceptionServices;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Log;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage;

/// <summary>
/// Brings the units that an earlier process has logged, and not yet checkpointed, back into memory and blocks: while one table
/// is applied on another thread, the next one is read.
/// </summary>
internal sealed class LogReplay(RowStore rows, CounterTable counters, Applier applier, long tableBytesMax)
{
    private Thread? _applying;
    private ExceptionDispatchInfo? _failure;

    public long Units { get; private set; }

    /// <exception cref="StoreCorruptException">The log does not continue this file, or acknowledged units in it are damaged.</exception>
    public long Run(ExtentFile log, FileIdentity identity, bool withoutLog)
    {
        if (ChainReader.Newest(log, ChainKind.Units) is not { } chain || chain.Generation < identity.Generation)
        {
            if (!identity.Closed && !withoutLog)
            {
                throw LogMismatch.Error(log, identity, $"does not hold generation {identity.Generation}, which continues the file");
            }

            log.ReleaseAll();
            return 0;
        }

        if (chain.Generation > identity.Generation)
        {
            throw LogMismatch.Error(log, identity, $"is of generation {chain.Generation}");
        }

        if (!chain.TryFindStart(identity.Sequence, out var position, out var start))
        {
            throw LogMismatch.Error(log, identity, "begins later than the data file ends");
        }

        if (start.PreviousSequence == identity.Sequence && start.PreviousStamp != identity.Stamp)
        {
            throw LogMismatch.Error(log, identity, "continues another history");
        }

        var last = ReadUnits(log, chain, identity, start.PreviousSequence, ref position);
        if (chain.AnyFrameProves(position, last + 1))
        {
            throw new StoreCorruptException($"The log '{log.Path}' is damaged: unit {last + 1} was acknowledged and cannot be read.")
            {
                Operation = "open",
                Target = log.Path,
                Hint = "Restore the store from a backup. With the log moved away, MosaicOptions.OpenWithoutLog opens the store as of its last checkpoint.",
            };
        }

        if (last < identity.Sequence)
        {
            throw LogMismatch.Error(log, identity, $"ends at unit {last}");
        }

        log.ReleaseExcept(chain.ExtentsFrom(start.Index));
        return Units;
    }

    /// <returns>The last unit that can be read.</returns>
    private long ReadUnits(ExtentFile log, ChainReader chain, FileIdentity identity, long last, ref long position)
    {
        try
        {
            while (chain.TryReadFrame(position, out var header, out var frame) && header.First == last + 1)
            {
                if (header.Checkpoint > identity.Checkpoint)
                {
                    throw LogMismatch.Error(log, identity, $"continues checkpoint {header.Checkpoint}");
                }

                foreach (var unit in UnitCodec.Read(frame))
                {
                    if (unit.Record.Sequence == identity.Sequence && unit.Record.Stamp != identity.Stamp)
                    {
                        throw LogMismatch.Error(log, identity, "continues another history");
                    }

                    if (unit.Record.Sequence > identity.Sequence)
                    {
                        Replay(unit);
                    }
                }

                last = header.Last;
                position += frame.Length;
            }

            if (rows.View.Active.Bytes > 0)
            {
                ApplyNext();
            }

            return last;
        }
        finally
        {
            WaitForApplied();
        }
    }

    private void ApplyNext()
    {
        WaitForApplied();
        rows.Freeze(counters.TakeChanged());
        _applying = new Thread(Apply) { IsBackground = true, Name = "Mosaic recovery" };
        _applying.Start();
    }

    private void Apply()
    {
        try
        {
            applier.ApplyFrozen();
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private void WaitForApplied()
    {
        _applying?.Join();
        _failure?.Throw();
    }

    private void Replay(LoggedUnit unit)
    {
        var table = rows.View.Active;
        foreach (var row in unit.Rows)
        {
            table.Put(row, unit.Record.Sequence);
        }

        counters.Replay(unit.Record.Sequence, unit.CounterDeltas);
        table.Complete(unit.Record);
        rows.Publish(unit.Record.Sequence);
        Units++;
        if (table.Bytes >= tableBytesMax)
        {
            ApplyNext();
        }
    }
}
