using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;

namespace Mosaic.Queue.Rows;

/// <summary>
/// Changes one job inside a unit: its row, what names it by time or by a chosen id, the queue's counters and the change record.
/// Runs on the write loop.
/// </summary>
internal sealed class JobWriter(JobId ids)
{
    public string Id(JobKey job, JobRow row) => row.ChosenId ?? ids.ToText(job);

    /// <summary>Where a job is, by its id, and its row; null when there is none.</summary>
    public (JobKey Key, JobPlace Place, JobRow Row)? Find(Func<byte[], byte[]?> get, string id)
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

        foreach (var place in JobPlaces.All)
        {
            if (get(place.Key(job)) is { } row)
            {
                var found = JobRow.Decode(row);
                return Id(job, found) == id ? (job, place, found) : null;
            }
        }

        return null;
    }

    /// <exception cref="DuplicateKeyException">The id that the job was to have is taken.</exception>
    public void Insert(UnitContext context, QueueInfo queue, JobKey job, JobPlace place, JobRow row)
    {
        if (row.ChosenId is { } id)
        {
            if (Find(context.Get, id) is not null)
            {
                throw Duplicate(queue.Name, id);
            }

            context.Put(JobKeys.ById(id), JobKeys.Encode(job));
        }

        Put(context, queue, job, place, row, 1);
    }

    /// <summary>Replaces a job's row, in another place perhaps.</summary>
    public void Replace(UnitContext context, QueueInfo queue, JobKey job, (JobPlace Place, JobRow Row) from, (JobPlace Place, JobRow Row) to)
    {
        if (from.Place != to.Place)
        {
            Take(context, queue, job, from.Place, from.Row);
        }

        Put(context, queue, job, to.Place, to.Row, from.Place == to.Place ? 0 : 1);
    }

    /// <summary>Removes a job altogether.</summary>
    public void Remove(UnitContext context, QueueInfo queue, JobKey job, JobPlace place, JobRow row)
    {
        Take(context, queue, job, place, row);
        if (row.ChosenId is { } id)
        {
            context.Delete(JobKeys.ById(id));
        }

        context.Changed(ChangeKind.Job, queue.Name, Id(job, row), row.Version, ChangeOperation.Delete);
    }

    public static DuplicateKeyException Duplicate(string queue, string id) => new($"There is a job '{id}' already.")
    {
        Operation = "enqueue",
        Target = $"{queue}/{id}",
        Hint = "The id of a job is free again when the job is no longer kept.",
    };

    private void Put(UnitContext context, QueueInfo queue, JobKey job, JobPlace place, JobRow row, int count)
    {
        context.Put(place.Key(job), row.Encode());
        if (place == JobPlace.Delayed)
        {
            context.Put(JobKeys.Due(row.RunAtTicks, job), []);
        }

        if (count != 0)
        {
            context.Count(queue.Counter(place), count);
        }

        context.Changed(ChangeKind.Job, queue.Name, Id(job, row), row.Version, ChangeOperation.Put);
    }

    private static void Take(UnitContext context, QueueInfo queue, JobKey job, JobPlace place, JobRow row)
    {
        context.Delete(place.Key(job));
        if (place == JobPlace.Delayed)
        {
            context.Delete(JobKeys.Due(row.RunAtTicks, job));
        }

        context.Count(queue.Counter(place), -1);
    }
}
