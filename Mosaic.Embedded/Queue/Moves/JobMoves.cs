using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;

namespace Mosaic.Queue.Moves;

/// <summary>
/// Takes jobs from step to step inside a unit, with all that follows from it: slots of keys become free, the next of a sequence
/// takes its turn, deduplication keys are released, parents learn of their children. Runs on the write loop.
/// </summary>
/// <param name="writer">Writes a job's own rows.</param>
/// <param name="catalog">The queues.</param>
/// <param name="leaving">Told of a queue and a job that leaves where it is ready or leased, once its unit is staged.</param>
/// <param name="moved">Told of every step once readers see it.</param>
internal sealed class JobMoves(JobWriter writer, QueueCatalog catalog, Action<string, JobKey> leaving, Action<JobMoved> moved)
{
    private const int UnblockedMax = 64;
    private const int UnblockedBytesMax = 4 << 20;

    private readonly KeySlots _slots = new();

    /// <exception cref="DuplicateKeyException">The id that the job was to have is taken.</exception>
    public void Insert(UnitContext context, QueueInfo queue, JobKey job, JobRow row)
    {
        var to = JobMachine.Enqueue(row, context.Now, KeySlots.IsFree(context, queue, row));
        writer.Insert(context, queue, job, to);
        _slots.Follow(context, job, null, to);
        Publish(context, queue, job, null, to);
    }

    public void Move(UnitContext context, QueueInfo queue, JobKey job, JobStep from, JobStep to, JobEventKind kind)
    {
        writer.Replace(context, queue, job, from, to, kind);
        Publish(context, queue, job, from, to);
        if (_slots.Follow(context, job, from, to))
        {
            Unblock(context, queue, to.Row.KeyKind, to.Row.Key!);
        }

        if (to.Place.IsEnd())
        {
            Deduplication.Release(context, job, to.Row);
            TellParent(context, job, to, forGood: false);
        }
        else if (from.Place.IsEnd() && to.Row.Parent is { } parent)
        {
            FlowRows.Reopened(context, parent);
        }
    }

    /// <summary>The job is gone, with all that was kept of it. A parent that waits for it sees it as withdrawn.</summary>
    public void Remove(UnitContext context, QueueInfo queue, JobKey job, JobStep from)
    {
        writer.Remove(context, queue, job, from);
        Publish(context, queue, job, from, null);
        var row = from.Row;
        if (_slots.Follow(context, job, from, null))
        {
            Unblock(context, queue, row.KeyKind, row.Key!);
        }

        Deduplication.Release(context, job, row);
        if (from.Place != JobPlace.Done)
        {
            TellParent(context, job, new JobStep(JobPlace.Cancelled, row), forGood: true);
        }

        if (row.HasAttempts)
        {
            AttemptRows.Delete(context, job);
        }

        if (row.HasNotes)
        {
            NoteRows.Delete(context, job);
        }

        if (row.IsParent)
        {
            FlowRows.Delete(context, job);
        }
    }

    /// <summary>Those of a key's sequence that may take a slot take it; when there are many, or they are large, some of them.</summary>
    /// <returns>Whether more may.</returns>
    public bool Unblock(UnitContext context, QueueInfo queue, KeyKind kind, string key)
    {
        var (jobs, bytes) = (0, 0);
        while (_slots.Next(context, queue, kind, key) is var (job, row))
        {
            var from = new JobStep(JobPlace.Blocked, JobRowCodec.Decode(row));
            var to = JobMachine.Unblock(from.Place, from.Row, context.Now);
            writer.Replace(context, queue, job, from, to, JobEventKind.Ready);
            _slots.Follow(context, job, from, to);
            Publish(context, queue, job, from, to);
            bytes += row.Length;
            if (++jobs == UnblockedMax || bytes > UnblockedBytesMax)
            {
                return true;
            }
        }

        return false;
    }

    private void TellParent(UnitContext context, JobKey job, JobStep to, bool forGood)
    {
        if (to.Row.Parent is not { } link || FlowRows.Ended(context, link, to, forGood) is not { } told
            || context.Get(JobPlace.Parent.Key(link.Job)) is not { } bytes || catalog.Find(link.Job.Queue) is not { } queue)
        {
            return;
        }

        var parent = new JobStep(JobPlace.Parent, JobRowCodec.Decode(bytes));
        if (told.FailsParent)
        {
            var id = writer.Id(job, to.Row);
            var error = JobErrors.ChildFailed(id, to);
            Move(context, queue, link.Job, parent, JobMachine.FailParent(parent.Place, parent.Row, error, context.Now), JobEventKind.DeadLetter);
        }
        else if (told.Pending == 0)
        {
            var free = KeySlots.IsFree(context, queue, parent.Row);
            Move(context, queue, link.Job, parent, JobMachine.ChildrenEnded(parent.Place, parent.Row, context.Now, free), JobEventKind.Ready);
        }
    }

    private void Publish(UnitContext context, QueueInfo queue, JobKey job, JobStep? from, JobStep? to)
    {
        if (from is { Place: JobPlace.Ready })
        {
            context.OnStaged(() => leaving(queue.Name, job));
        }

        var move = new JobMoved(queue.Name, job, from, to);
        context.OnPublished(() => moved(move));
    }
}
