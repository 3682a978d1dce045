using System.Buffers.Binary;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Maintenance;

/// <summary>Compares everything that is stored twice, at one unit, while the store goes on. Changes nothing.</summary>
/// <param name="core">The store.</param>
/// <param name="parts">Make the checks of one run, each of which knows the rows of one part; they report problems where they are told.</param>
internal sealed class IntegrityCheck(StoreCore core, IReadOnlyList<Func<Action<string>, IRowCheck>> parts)
{
    private const int ProblemsMax = 100;
    private const int PageBytes = 1 << 20;
    private readonly List<string> _problems = [];

    public IntegrityReport Run(CancellationToken cancellationToken)
    {
        core.Health.ThrowIfClosed();
        core.Applier.Quietly(() =>
        {
            CheckPages(cancellationToken);
            if (_problems.Count > 0)
            {
                return; // rows of damaged pages would only repeat it
            }

            try
            {
                core.Quiesce(() => CheckRows(cancellationToken));
            }
            catch (StoreCorruptException exception)
            {
                Report(exception.Message);
            }
        });
        return new IntegrityReport(_problems.Count == 0, _problems);
    }

    private void CheckPages(CancellationToken cancellationToken)
    {
        var page = new byte[PageCodec.Size];
        for (var number = 0; number < core.Data.Identity.Pages; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (core.Log is null)
                {
                    core.Data.ReadPage(number, page); // what a journal mends is not damage; only who writes can mend the file
                }
                else
                {
                    core.Data.ReadStored(number, page);
                }
            }
            catch (StoreCorruptException exception)
            {
                Report(exception.Message);
            }
        }
    }

    private void CheckRows(CancellationToken cancellationToken)
    {
        byte[]? previous = null;
        var checks = parts.Select(part => part(Report)).ToList();
        var lastRecord = core.Trim.Oldest - 1;
        byte[]? from = [0];
        while (from is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = core.Rows.ScanBlocks(from, PageBytes);
            foreach (var (key, value) in rows.Rows)
            {
                if (previous is not null && previous.AsSpan().SequenceCompareTo(key.Span) >= 0)
                {
                    Report($"Row {Convert.ToHexString(key.Span)} is out of order.");
                }

                previous = key.ToArray();
                var table = (RowTable)key.Span[0];
                if (table == RowTable.Change)
                {
                    var sequence = BinaryPrimitives.ReadInt64BigEndian(key.Span[1..]);
                    if (sequence != lastRecord + 1)
                    {
                        Report($"The change record goes from unit {lastRecord} to {sequence}.");
                    }

                    lastRecord = sequence;
                }

                foreach (var check in checks)
                {
                    check.Check(table, previous, value);
                }
            }

            from = rows.Next;
        }

        if (lastRecord != core.Applier.Applied && core.Trim.Oldest <= core.Applier.Applied)
        {
            Report($"The change record ends at unit {lastRecord}; unit {core.Applier.Applied} is the last.");
        }

        checks.ForEach(static check => check.End());
    }

    private void Report(string problem)
    {
        if (_problems.Count < ProblemsMax)
        {
            _problems.Add(problem);
        }
    }
}
