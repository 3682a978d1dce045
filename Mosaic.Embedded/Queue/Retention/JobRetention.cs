using Microsoft.Extensions.Logging;
using Mosaic.Queue.Moves;
using Mosaic.Queue.Rows;
using Mosaic.Storage;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Retention;

/// <summary>
/// Lets jobs go that have ended, beyond the number, age and bytes that are kept: by number when there are so many more that it is
/// worth it, by age and bytes once a minute. Those enqueued first go first.
/// </summary>
internal sealed class JobRetention : IAsyncDisposable
{
    private const int Slack = 1_000;
    private const int PageRows = 2_000;
    private const int UnitJobs = 500;
    private const int PageBytes = 16 << 20;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly JobPlace[] Ends = [JobPlace.Done, JobPlace.Cancelled, JobPlace.Dead];

    private readonly StoreCore _core;
    private readonly QueueCatalog _catalog;
    private readonly JobMoves _moves;
    private readonly long _completedMax;
    private readonly Func<string, JobPlace, long> _count;
    private readonly QueueTimer _byCount;
    private readonly QueueTimer _byAge;

    // How far each queue's jobs were let go; touched by the first timer's work alone.
    private readonly Dictionary<(int Queue, JobPlace Place), byte[]> _trimmed = [];

    public JobRetention(StoreCore core, QueueCatalog catalog, JobMoves moves, MosaicOptions options, ILogger logger, Func<string, JobPlace, long> count)
    {
        _core = core;
        _catalog = catalog;
        _moves = moves;
        _completedMax = options.CompletedJobsMax;
        _count = count;
        _byCount = new QueueTimer(options.TimeProvider, TrimByCountAsync, logger);
        _byAge = new QueueTimer(options.TimeProvider, TrimByAgeAsync, logger);
        if (!options.ReadOnly)
        {
            _byAge.NoLaterThan(Period);
        }
    }

    /// <summary>A job of a queue has ended.</summary>
    public void Ended(string queue, JobPlace place)
    {
        if (_catalog.Find(queue) is { } info && Max(info, place) is { } most && _count(queue, place) > most + Slack)
        {
            _byCount.NoLaterThan(TimeSpan.Zero);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _byCount.DisposeAsync().ConfigureAwait(false);
        await _byAge.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Removes jobs of a queue that are in a place and meet a condition.</summary>
    /// <returns>How many.</returns>
    public async ValueTask<long> RemoveAsync(QueueInfo queue, JobPlace place, Func<JobRow, bool> condition, CancellationToken cancellationToken)
    {
        var removed = 0L;
        var to = Keys.After(place.Prefix(queue.Id));
        for (byte[]? from = place.Prefix(queue.Id); from is not null;)
        {
            var page = _core.Rows.Scan(from, to, PageRows, PageBytes);
            from = page.Next?.ToArray();
            var jobs = page.Rows.Where(row => condition(JobRowCodec.Decode(row.Value))).Select(row => place.ReadKey(row.Key.Span)).ToList();
            removed += await RemoveAsync(queue, place, jobs, condition, cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    private long? Max(QueueInfo queue, JobPlace place) =>
        place == JobPlace.Dead ? queue.Settings.Options.DeadLetterMax : queue.Settings.Options.CompletedMax ?? _completedMax;

    private async Task<TimeSpan?> TrimByCountAsync()
    {
        foreach (var queue in _catalog.All)
        {
            foreach (var place in Ends)
            {
                if (Max(queue, place) is { } most)
                {
                    await TrimByCountAsync(queue, place, most).ConfigureAwait(false);
                }
            }
        }

        return null;
    }

    private async Task TrimByCountAsync(QueueInfo queue, JobPlace place, long most)
    {
        var all = place.Prefix(queue.Id);
        while (_count(queue.Name, place) > most)
        {
            // Not from the beginning each time: there lie the rows that were deleted last, which may not be applied yet.
            var from = _trimmed.GetValueOrDefault((queue.Id, place), all);
            var rows = (int)Math.Min(PageRows, _count(queue.Name, place) - most);
            var page = _core.Rows.Scan(from, Keys.After(all), rows, int.MaxValue).Rows;
            if (page.Count == 0)
            {
                if (!_trimmed.Remove((queue.Id, place)))
                {
                    return;
                }

                continue; // jobs that were enqueued early may have ended late
            }

            _trimmed[(queue.Id, place)] = Keys.Next(page[^1].Key.Span);
            await RemoveAsync(queue, place, page.ConvertAll(row => place.ReadKey(row.Key.Span)), static _ => true, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<TimeSpan?> TrimByAgeAsync()
    {
        while (await _core.CommitAsync(new DelegateUnit<bool>(static context => Deduplication.Sweep(context, PageRows)), CancellationToken.None).ConfigureAwait(false))
        {
        }

        foreach (var queue in _catalog.All)
        {
            var options = queue.Settings.Options;
            foreach (var place in Ends)
            {
                var (age, bytes) = place == JobPlace.Dead
                    ? (options.DeadLetterAge, options.DeadLetterBytes)
                    : (options.CompletedAge, options.CompletedBytes);
                if (age is { } oldest)
                {
                    await TrimByAgeAsync(queue, place, _core.Clock.Now().UtcTicks - oldest.Ticks).ConfigureAwait(false);
                }

                if (bytes is { } most)
                {
                    await TrimByBytesAsync(queue, place, most).ConfigureAwait(false);
                }
            }
        }

        return Period;
    }

    /// <summary>A job that was enqueued after <paramref name="before"/> has ended after it too, and so have those behind it.</summary>
    private async Task TrimByAgeAsync(QueueInfo queue, JobPlace place, long before)
    {
        var to = Keys.After(place.Prefix(queue.Id));
        for (byte[]? from = place.Prefix(queue.Id); from is not null;)
        {
            var page = _core.Rows.Scan(from, to, PageRows, PageBytes);
            var jobs = new List<JobKey>();
            from = page.Next?.ToArray();
            foreach (var row in page.Rows)
            {
                var job = JobRowCodec.Decode(row.Value);
                var key = place.ReadKey(row.Key.Span);
                if (job.EndedTicks < before)
                {
                    jobs.Add(key);
                }
                else if (job.CreatedTicks > before && key.Number > 0)
                {
                    from = null;
                    break;
                }
            }

            await RemoveAsync(queue, place, jobs, static _ => true, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task TrimByBytesAsync(QueueInfo queue, JobPlace place, long most)
    {
        var all = place.Prefix(queue.Id);
        var sizes = new List<(JobKey Job, int Bytes)>();
        for (byte[]? from = all; from is not null;)
        {
            var page = _core.Rows.Scan(from, Keys.After(all), PageRows, PageBytes);
            sizes.AddRange(page.Rows.Select(row => (place.ReadKey(row.Key.Span), row.Key.Length + row.Value.Length)));
            from = page.Next?.ToArray();
        }

        var total = sizes.Sum(static size => (long)size.Bytes);
        var last = 0;
        while (total > most)
        {
            total -= sizes[last++].Bytes;
        }

        foreach (var jobs in sizes.Take(last).Select(static size => size.Job).Chunk(PageRows))
        {
            await RemoveAsync(queue, place, jobs, static _ => true, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>In units of a bounded size: what is kept of a job may be many rows.</summary>
    private async ValueTask<int> RemoveAsync(
        QueueInfo queue, JobPlace place, IReadOnlyList<JobKey> jobs, Func<JobRow, bool> condition, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var some in jobs.Chunk(UnitJobs))
        {
            removed += await _core.CommitAsync(new DelegateUnit<int>(context => Remove(context, queue, place, some, condition)), cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    private int Remove(UnitContext context, QueueInfo queue, JobPlace place, IReadOnlyList<JobKey> jobs, Func<JobRow, bool> condition)
    {
        var count = 0;
        foreach (var job in jobs)
        {
            if (context.Get(place.Key(job)) is { } bytes && JobRowCodec.Decode(bytes) is var row && condition(row))
            {
                _moves.Remove(context, queue, job, new JobStep(place, row));
                count++;
            }
        }

        return count;
    }
}
