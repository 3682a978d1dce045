using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Mosaic.Backends;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue;

/// <content>What can be seen of a queue: counts, jobs by id and by state, events.</content>
internal sealed partial class EngineQueue
{
    public async ValueTask<long> LengthAsync(string queue, CancellationToken cancellationToken = default) =>
        (await GetStatsAsync(queue, cancellationToken).ConfigureAwait(false)).Waiting;

    public async ValueTask<QueueStats> GetStatsAsync(string queue, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(queue, nameof(queue));
        Enter(cancellationToken);
        await CatchUpAsync().ConfigureAwait(false);
        return _queues.TryGetValue(queue, out var runtime) ? runtime.Stats() : new QueueStats(0, 0, 0, 0, 0, false);
    }

    public ValueTask<IReadOnlyList<string>> ListQueuesAsync(CancellationToken cancellationToken = default)
    {
        Enter(cancellationToken);
        return ValueTask.FromResult<IReadOnlyList<string>>([.. _catalog.All.Select(static queue => queue.Name).Order(StringComparer.Ordinal)]);
    }

    public async ValueTask<Job?> GetAsync(string jobId, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateId(jobId, nameof(jobId));
        Enter(cancellationToken);
        await CatchUpAsync().ConfigureAwait(false);
        return Find(jobId) is { } found ? ToJob(found) with { Progress = Progress(found) } : null;
    }

    public async ValueTask<JobPage> ListAsync(string queue, JobState state, int max = 100, string? after = null, CancellationToken cancellationToken = default)
    {
        JobRules.ValidateName(queue, nameof(queue));
        JobRules.ValidateList(max, state);
        Enter(cancellationToken);
        await CatchUpAsync().ConfigureAwait(false);
        var info = _catalog.Find(queue);
        var begin = after is null ? null : ListCursor(after, state, info?.Id ?? 0);
        return info is null ? new JobPage([], null) : List(info, state, max, begin);
    }

    public async IAsyncEnumerable<JobEvent> ReadEventsAsync(
        string? queue = null, string? cursor = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (queue is not null)
        {
            JobRules.ValidateName(queue, nameof(queue));
        }

        await foreach (var (at, change) in _core.Feed.ReadRowsAsync(cursor, cancellationToken).ConfigureAwait(false))
        {
            if (change.Kind == ChangeKind.Job && (queue is null || change.Collection == queue))
            {
                yield return new JobEvent(
                    at.Cursor.ToString(), change.Collection, change.Id, JobVersion.Kind(change.Version), JobVersion.Attempt(change.Version), at.Time);
            }
        }
    }

    private FoundJob? Find(string jobId)
    {
        while (true)
        {
            var visible = _core.Rows.Visible;
            if (_writer.Find(_core.Rows.Get, jobId) is { } found)
            {
                return found;
            }

            if (visible == _core.Rows.Visible)
            {
                return null; // else it may have moved from a place not looked at yet to one looked at before
            }
        }
    }

    /// <summary>Not from the rows: among them may be millions that wait.</summary>
    private JobPage ListLeased(QueueInfo queue, int max, byte[]? begin)
    {
        var jobs = new List<Job>();
        var first = begin is null ? (JobKey?)null : JobKeys.ReadReady(begin);
        foreach (var key in Runtime(queue.Name).Leases(static _ => true).Select(static lease => lease.Job).Order(JobOrder.Instance))
        {
            if ((first is { } from && JobOrder.Instance.Compare(key, from) < 0) || _core.Rows.Get(JobKeys.Ready(key)) is not { } row)
            {
                continue;
            }

            if (jobs.Count == max)
            {
                return new JobPage(jobs, Convert.ToHexStringLower(JobKeys.Ready(key)));
            }

            if (ToJob(new FoundJob(key, JobPlace.Ready, JobRowCodec.Decode(row))) is { State: JobState.Leased } job)
            {
                jobs.Add(job);
            }
        }

        return new JobPage(jobs, null);
    }

    private JobPage List(QueueInfo queue, JobState state, int max, byte[]? begin)
    {
        if (state == JobState.Leased)
        {
            return ListLeased(queue, max, begin);
        }

        var jobs = new List<Job>();
        foreach (var place in state.Places())
        {
            var prefix = place.Prefix(queue.Id);
            if (begin is not null && begin[0] != prefix[0])
            {
                continue; // a page before ended in a later place
            }

            for (var from = begin ?? prefix; from is not null;)
            {
                var page = _core.Rows.Scan(from, Keys.After(prefix), max, RefillBytes);
                from = page.Next?.ToArray();
                foreach (var row in page.Rows)
                {
                    var job = ToJob(new FoundJob(place.ReadKey(row.Key.Span), place, JobRowCodec.Decode(row.Value)));
                    if (job.State != state)
                    {
                        continue; // a worker has it
                    }

                    if (jobs.Count == max)
                    {
                        return new JobPage(jobs, Convert.ToHexStringLower(row.Key.Span));
                    }

                    jobs.Add(job);
                }
            }

            begin = null;
        }

        return new JobPage(jobs, null);
    }

    private static byte[] ListCursor(string text, JobState state, int queue)
    {
        try
        {
            if (Convert.FromHexString(text) is { Length: JobKeys.Length } key && BinaryPrimitives.ReadInt32BigEndian(key.AsSpan(1)) == queue && Array.Exists(state.Places(), place => (byte)place.Table() == key[0]))
            {
                return key;
            }
        }
        catch (FormatException)
        {
            // told below
        }

        throw JobErrors.NoPage(nameof(text));
    }
}
