using System.Buffers.Binary;
using System.Text;
using Mosaic.Storage;
using Mosaic.Storage.Maintenance;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Rows;

/// <summary>Compares jobs with their queues, counters, due times and chosen ids.</summary>
internal sealed class JobCheck(StoreCore core, Action<string> report) : IRowCheck
{
    private readonly Dictionary<int, QueueInfo> _queues = [];
    private readonly Dictionary<(int Queue, JobPlace Place), long> _counts = [];

    public void Check(RowTable table, byte[] key, ReadOnlyMemory<byte> value)
    {
        switch (table)
        {
            case RowTable.Queue:
                var queue = new QueueInfo(BinaryPrimitives.ReadInt32LittleEndian(value.Span), Encoding.UTF8.GetString(key.AsSpan(1)));
                _queues[queue.Id] = queue;
                break;
            case RowTable.Job:
                CheckJob(JobKeys.ReadReady(key), JobPlace.Ready, value);
                break;
            case RowTable.JobDelayed:
                CheckJob(JobKeys.ReadAside(key), JobPlace.Delayed, value);
                break;
            case RowTable.JobDone:
                CheckJob(JobKeys.ReadAside(key), JobPlace.Done, value);
                break;
            case RowTable.JobDead:
                CheckJob(JobKeys.ReadAside(key), JobPlace.Dead, value);
                break;
            case RowTable.JobDue:
                var (ticks, due) = JobKeys.ReadDue(key);
                if (core.Rows.GetStored(JobPlace.Delayed.Key(due)) is not { } delayed || JobRow.Decode(delayed).RunAtTicks != ticks)
                {
                    report($"A due time names job {due.Number}, which is not delayed until then.");
                }

                break;
            case RowTable.JobId:
                var job = JobKeys.Decode(value.Span);
                var id = Encoding.UTF8.GetString(key.AsSpan(1));
                if (!JobPlaces.All.Any(place => core.Rows.GetStored(place.Key(job)) is { } row && JobRow.Decode(row).ChosenId == id))
                {
                    report($"The job id '{id}' names a job that is not there.");
                }

                break;
        }
    }

    public void End()
    {
        foreach (var queue in _queues.Values)
        {
            foreach (var place in JobPlaces.All)
            {
                var row = core.Rows.GetStored(CounterTable.ToRow(new(queue.Counter(place), 0), 0).Key);
                var counter = row is null ? 0 : BinaryPrimitives.ReadInt64LittleEndian(row);
                var count = _counts.GetValueOrDefault((queue.Id, place));
                if (counter != count)
                {
                    report($"Queue '{queue.Name}' counts {counter} jobs as {place} and has {count}.");
                }
            }
        }
    }

    private void CheckJob(JobKey job, JobPlace place, ReadOnlyMemory<byte> value)
    {
        _counts[(job.Queue, place)] = _counts.GetValueOrDefault((job.Queue, place)) + 1;
        var row = JobRow.Decode(value);
        if (!_queues.ContainsKey(job.Queue))
        {
            report($"Job {job.Number} is of queue {job.Queue}, which is not known.");
        }

        if (place == JobPlace.Delayed && core.Rows.GetStored(JobKeys.Due(row.RunAtTicks, job)) is null)
        {
            report($"Job {job.Number} is delayed, but nothing names its time.");
        }

        if (row.ChosenId is { } id && (core.Rows.GetStored(JobKeys.ById(id)) is not { } mapped || JobKeys.Decode(mapped) != job))
        {
            report($"Job {job.Number} has the id '{id}', by which it is not found.");
        }
    }
}
