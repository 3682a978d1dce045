using System.Buffers.Binary;
using System.Text;
using Mosaic.Queue.Moves;
using Mosaic.Storage;
using Mosaic.Storage.Maintenance;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Rows;

/// <summary>Compares jobs with their queues, counters, due times, keys, children and chosen ids.</summary>
internal sealed class JobCheck(StoreCore core, Action<string> report) : IRowCheck
{
    private readonly Dictionary<int, QueueInfo> _queues = [];
    private readonly Dictionary<(int Queue, JobPlace Place), long> _counts = [];
    private readonly Dictionary<string, (int Held, long Waiting)> _slots = [];
    private readonly Dictionary<string, (int Held, long Waiting)> _expected = [];
    private readonly Dictionary<string, byte[]> _first = [];

    public void Check(RowTable table, byte[] key, ReadOnlyMemory<byte> value)
    {
        switch (table)
        {
            case RowTable.Queue:
                var queue = QueueCatalog.Decode(key, value.Span);
                _queues[queue.Id] = queue;
                break;
            case RowTable.JobDue:
                var (ticks, due) = JobKeys.ReadDue(key);
                if (core.Rows.GetStored(JobPlace.Delayed.Key(due)) is not { } delayed || JobRowCodec.Decode(delayed).RunAtTicks != ticks)
                {
                    report($"A due time names job {due.Number}, which is not delayed until then.");
                }

                break;
            case RowTable.JobId:
                var job = JobKeys.Decode(value.Span);
                var id = Encoding.UTF8.GetString(key.AsSpan(1));
                if (!JobPlaces.All.Any(place => core.Rows.GetStored(place.Key(job)) is { } row && JobRowCodec.Decode(row).ChosenId == id))
                {
                    report($"The job id '{id}' names a job that is not there.");
                }

                break;
            case RowTable.JobSequence:
                var waiting = KeyRows.ReadSequence(key);
                _first.TryAdd(Convert.ToHexString(key.AsSpan(0, key.Length - KeyRows.OrderBytes)), key[^KeyRows.OrderBytes..]);
                if (core.Rows.GetStored(JobPlace.Blocked.Key(waiting)) is null)
                {
                    report($"A key's sequence names job {waiting.Number}, which does not wait for it.");
                }

                break;
            case RowTable.JobSlots:
                var state = KeyState.Decode(value.ToArray());
                _slots[Convert.ToHexString(key)] = (state.Held, state.Waiting);
                var sequence = KeyRows.Prefix(BinaryPrimitives.ReadInt32BigEndian(key.AsSpan(1)), (KeyKind)key[5], KeyRows.ReadKey(key));
                if (_first.TryGetValue(Convert.ToHexString(sequence), out var first) && first.AsSpan().SequenceCompareTo(state.Head.Span) < 0)
                {
                    report($"Key '{KeyRows.ReadKey(key)}' of jobs looks for the first that waits behind where it is.");
                }

                break;
            case RowTable.JobDeduplication:
                var holder = KeyHolder.Decode(value.ToArray());
                if (holder.UntilTicks == 0 && JobWriter.Find(core.Rows.GetStored, holder.Job, JobPlaces.Open) is null)
                {
                    report($"A deduplication key is held by job '{holder.Id}', which is not there or has ended.");
                }

                break;
            default:
                foreach (var place in JobPlaces.All)
                {
                    if (place.Table() == table)
                    {
                        CheckJob(place.ReadKey(key), place, value);
                    }
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
                var row = core.Rows.GetStored(CounterTable.Key(queue.Counter(place)));
                var counter = row is null ? 0 : BinaryPrimitives.ReadInt64LittleEndian(row);
                var count = _counts.GetValueOrDefault((queue.Id, place));
                if (counter != count)
                {
                    report($"Queue '{queue.Name}' counts {counter} jobs as {place} and has {count}.");
                }
            }
        }

        foreach (var key in _slots.Keys.Union(_expected.Keys))
        {
            if (_slots.GetValueOrDefault(key) != _expected.GetValueOrDefault(key))
            {
                report($"A key of jobs has (slots, waiting) {_slots.GetValueOrDefault(key)} in its row and {_expected.GetValueOrDefault(key)} by its jobs.");
            }
        }
    }

    private void CheckJob(JobKey job, JobPlace place, ReadOnlyMemory<byte> value)
    {
        _counts[(job.Queue, place)] = _counts.GetValueOrDefault((job.Queue, place)) + 1;
        var row = JobRowCodec.Decode(value);
        if (!_queues.ContainsKey(job.Queue))
        {
            report($"Job {job.Number} is of queue {job.Queue}, which is not known.");
        }

        if (place == JobPlace.Delayed && core.Rows.GetStored(JobKeys.Due(row.RunAtTicks, job)) is null)
        {
            report($"Job {job.Number} is delayed, but nothing names its time.");
        }

        if (row.Key is { } shared && (row.HoldsSlot || place == JobPlace.Blocked))
        {
            var slots = Convert.ToHexString(KeyRows.RowKey(job.Queue, row.KeyKind, shared));
            var (held, waiting) = _expected.GetValueOrDefault(slots);
            _expected[slots] = (held + (row.HoldsSlot ? 1 : 0), waiting + (place == JobPlace.Blocked ? 1 : 0));
        }

        if (place == JobPlace.Blocked && core.Rows.GetStored(KeyRows.SequenceKey(job, row)) is null)
        {
            report($"Job {job.Number} waits for its key, but is not in its sequence.");
        }

        if (place == JobPlace.Parent && FlowRows.Pending(core.Rows.GetStored, job) is not > 0)
        {
            report($"Job {job.Number} waits for children and has none.");
        }

        if (row.ChosenId is { } id && (core.Rows.GetStored(JobKeys.ById(id)) is not { } mapped || JobKeys.Decode(mapped) != job))
        {
            report($"Job {job.Number} has the id '{id}', by which it is not found.");
        }
    }
}
