using System.Diagnostics;
using Mosaic.Documents.Catalog;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Rows;

namespace Mosaic.Index;

/// <content>Following: taking up what changed, showing it to searches, committing.</content>
internal sealed partial class IndexUpdater
{
    private const long CommitUnits = 200_000;
    private const long LastCommitUnits = 1_000;
    private readonly Dictionary<int, TextInfo[]> _declared = [];
    private long _dirtySince;

    private void Follow(LuceneIndex index, Action sound)
    {
        while (true)
        {
            Interlocked.Exchange(ref _woken, 0);
            // In this order: all that was acknowledged before closing is taken up, and every change that was counted is visible.
            var stopping = IsStopping;
            var written = lag.Written;
            var visible = core.Rows.Visible;
            while (index.Mark.Sequence < visible)
            {
                ThrowIfFaulty();
                if (MustStop())
                {
                    CommitIf(index, index.Mark.Sequence > 0);
                    return;
                }

                Take(index, visible);
                Show(index);
                CommitIf(index, IsCommitDue(index));
            }

            lag.Took(written);
            Show(index);
            progress.Follows(true);
            sound();
            if (stopping)
            {
                CommitIf(index, index.Uncommitted > 0 || index.Mark.Sequence - index.CommittedSequence >= LastCommitUnits);
                return;
            }

            ThrowIfFaulty();
            CommitIf(index, Volatile.Read(ref _commitWanted) is not null || IsCommitDue(index));
            Interlocked.Exchange(ref _commitWanted, null)?.TrySetResult();
            WaitForWork(index);
        }
    }

    private void Take(LuceneIndex index, long visible)
    {
        var taken = new HashSet<byte[]>(RowKeyComparer.Instance);
        var records = core.Feed.ReadRecords(index.Mark.Sequence + 1, visible);
        foreach (var record in records)
        {
            foreach (var change in ChangeCodec.Decode(record.Changes.Span))
            {
                if (rows.Declared(change) is { } collection)
                {
                    Enter(index, collection);
                }
                else if (rows.KeyOf(change) is { } key && taken.Add(key))
                {
                    Take(index, key);
                }
            }
        }

        index.Mark = new IndexMark(core.StoreId, records[^1].Sequence, records[^1].Stamp);
    }

    private void Take(LuceneIndex index, byte[] key)
    {
        var row = core.Rows.Get(key);
        if (index.Ahead.Remove(key, out var written) && row is not null && new DocumentRow(row).Sequence == written)
        {
            return;
        }

        if (row is not null && rows.Read(key, row) is { } text)
        {
            index.Put(text);
        }
        else
        {
            index.Delete(key);
        }
    }

    private void Enter(LuceneIndex index, CollectionInfo collection)
    {
        if (_declared.TryGetValue(collection.Id, out var texts) && texts.AsSpan().SequenceEqual(collection.Texts))
        {
            return; // another change of the collection
        }

        progress.Follows(false);
        new IndexRebuilder(core, rows, index).Enter(DocumentKeys.All(collection.Id), MustStop);
        _declared[collection.Id] = collection.Texts!;
    }

    /// <summary>A refresh costs milliseconds: one is made when a search waits for it.</summary>
    private void Show(LuceneIndex index)
    {
        var sequence = index.Mark.Sequence;
        if (!index.IsStale || progress.IsWanted(sequence))
        {
            index.Refresh();
            progress.Reached(sequence, IsFaulty);
        }
    }

    private bool IsCommitDue(LuceneIndex index)
    {
        if (index.Uncommitted == 0)
        {
            return IsFarFromCommit(index);
        }

        _dirtySince = _dirtySince == 0 ? Stopwatch.GetTimestamp() : _dirtySince;
        return index.Uncommitted >= commitChanges || Stopwatch.GetElapsedTime(_dirtySince) >= CommitPeriod;
    }

    /// <summary>Units that search does not care for would have to be read again, or may be trimmed.</summary>
    private static bool IsFarFromCommit(LuceneIndex index) => index.Mark.Sequence - index.CommittedSequence >= CommitUnits;

    private void CommitIf(LuceneIndex index, bool due)
    {
        // The mark names a unit that a power cut leaves: otherwise it would be of another history.
        if (due && opener.IsDurable && index.Mark is { Sequence: > 0, Stamp: not 0 } mark && !core.Health.IsPoisoned
            && core.Feed.SyncedHead() >= mark.Sequence)
        {
            index.Commit();
            _dirtySince = 0;
        }
    }

    private bool IsFaulty() => Volatile.Read(ref _fault) is not null;

    private void ThrowIfFaulty()
    {
        if (Volatile.Read(ref _fault) is { } fault)
        {
            throw new IOException($"A search or a merge failed: {fault.Message}", fault);
        }
    }
}
