using Mosaic.Backends;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;

namespace Mosaic.Queue.Rows;

/// <summary>
/// Changes one job inside a unit: its row, what names it by time or by a chosen id, the queue's counters and the change record.
/// Runs on the write loop. What follows from a change is <see cref="Moves.JobMoves"/>'s.
/// </summary>
internal sealed class JobWriter(JobId ids)
{
    public string Id(JobKey job, JobRow row) => Id(job, row.ChosenId);

    public string Id(JobKey job, string? chosen) => chosen ?? ids.ToText(job);

    /// <summary>Where a job is, by its id, and its row; null when there is none.</summary>
    public FoundJob? Find(Func<byte[], byte[]?> get, string id)
    {
        JobKey job;
        if (get(JobKeys.ById(id)) is { } encoded)
        {
            job = JobKeys.Decode(encoded);
        }
        else if (!ids.TryParse(id, out job))
        {
            return null;
        }

        return Find(get, job, JobPlaces.All) is { } found && Id(job, found.Row) == id ? found : null;
    }

    /// <summary>A job's row in any of the places given; null when it is in none.</summary>
    public static FoundJob? Find(Func<byte[], byte[]?> get, JobKey job, IReadOnlyList<JobPlace> places)
    {
        foreach (var place in places)
        {
            if (get(place.Key(job)) is { } row)
            {
                return new FoundJob(job, place, JobRowCodec.Decode(row));
            }
        }

        return null;
    }

    /// <exception cref="DuplicateKeyException">The id that the job was to have is taken.</exception>
    public void Insert(UnitContext context, QueueInfo queue, JobKey job, JobStep to)
    {
        if (to.Row.ChosenId is { } id)
        {
            if (Find(context.Get, id) is not null)
            {
                throw JobErrors.Duplicate(queue.Name, id);
            }

            context.Put(JobKeys.ById(id), JobKeys.Encode(job));
        }

        Put(context, queue, job, to.Place, to.Row, JobEventKind.Enqueued, 1);
    }

    /// <summary>Replaces a job's row, in another place perhaps; <paramref name="attempt"/> is the one that runs, where the row does not count it yet.</summary>
    public void Replace(UnitContext context, QueueInfo queue, JobKey job, JobStep from, JobStep to, JobEventKind kind, int? attempt = null)
    {
        if (from.Place != to.Place || (from.Place == JobPlace.Delayed && from.Row.RunAtTicks != to.Row.RunAtTicks))
        {
            Take(context, job, from);
        }

        Put(context, queue, job, to.Place, to.Row, kind, from.Place == to.Place ? 0 : 1, attempt);
        if (from.Place != to.Place)
        {
            context.Count(queue.Counter(from.Place), -1);
        }
    }

    /// <summary>Removes a job's row and what names it.</summary>
    public void Remove(UnitContext context, QueueInfo queue, JobKey job, JobStep from)
    {
        Take(context, job, from);
        context.Count(queue.Counter(from.Place), -1);
        if (from.Row.ChosenId is { } id)
        {
            context.Delete(JobKeys.ById(id));
        }

        Changed(context, queue, job, from.Row, JobEventKind.Removed, ChangeOperation.Delete);
    }

    private void Put(UnitContext context, QueueInfo queue, JobKey job, JobPlace place, JobRow row, JobEventKind kind, int count, int? attempt = null)
    {
        context.Put(place.Key(job), JobRowCodec.Encode(row));
        if (place == JobPlace.Delayed)
        {
            context.Put(JobKeys.Due(row.RunAtTicks, job), []);
        }

        if (count != 0)
        {
            context.Count(queue.Counter(place), count);
        }

        Changed(context, queue, job, row, kind, ChangeOperation.Put, attempt);
    }

    private void Changed(UnitContext context, QueueInfo queue, JobKey job, JobRow row, JobEventKind kind, ChangeOperation operation, int? attempt = null) =>
        context.Changed(ChangeKind.Job, queue.Name, Id(job, row), JobVersion.Pack(row.Version, kind, attempt ?? row.Attempts), operation);

    private static void Take(UnitContext context, JobKey job, JobStep from)
    {
        context.Delete(from.Place.Key(job));
        if (from.Place == JobPlace.Delayed)
        {
            context.Delete(JobKeys.Due(from.Row.RunAtTicks, job));
        }
    }
}
