using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Mosaic.Storage.Commit;

namespace Mosaic.Queue.Schedules;

/// <content>Running what is due.</content>
internal sealed partial class EngineSchedules
{
    private const int RunsAtOnce = 200;
    private const int JobsAtOnce = 1_000;

    private async Task<TimeSpan?> RunAsync()
    {
        while (true)
        {
            var due = new HashSet<string>(StringComparer.Ordinal);
            var now = _time.GetUtcNow();
            lock (_gate)
            {
                while (due.Count < RunsAtOnce && _order.TryPeek(out var id, out var ticks) && ticks <= now.UtcTicks)
                {
                    _order.Dequeue();
                    if (_queued.TryGetValue(id, out var known) && known == ticks)
                    {
                        _queued.Remove(id);
                    }

                    due.Add(id);
                }

                if (due.Count == 0)
                {
                    Wake();
                    return null;
                }
            }

            try
            {
                var runs = new List<ScheduleRun>();
                foreach (var run in due.Select(id => Plan(id, now)).OfType<ScheduleRun>())
                {
                    runs.Add(run);
                    if (runs.Sum(static each => each.Times.Count) >= JobsAtOnce)
                    {
                        await CommitAsync(runs).ConfigureAwait(false);
                        runs.Clear();
                    }
                }

                await CommitAsync(runs).ConfigureAwait(false);
            }
            catch
            {
                lock (_gate)
                {
                    foreach (var id in due)
                    {
                        Enqueue(id, now.UtcTicks); // again, when writing works again
                    }
                }

                throw;
            }
        }
    }

    /// <summary>What does not fit into one unit goes into several; the rest of one schedule's is due again.</summary>
    private async ValueTask CommitAsync(List<ScheduleRun> runs)
    {
        try
        {
            await _core.CommitSplitAsync(runs, (context, some) => some.Count(run => Run(context, run)), CancellationToken.None).ConfigureAwait(false);
        }
        catch (UnitTooLargeException) when (runs.Exists(static run => run.Times.Count > 1))
        {
            await CommitAsync(runs.ConvertAll(static run => run.FirstHalf())).ConfigureAwait(false);
        }
    }

    /// <summary>What a schedule's row says is to run; null: nothing, or it was deleted, paused or put again meanwhile.</summary>
    private ScheduleRun? Plan(string id, DateTimeOffset now)
    {
        if (_core.Rows.Get(Key(id)) is not { } bytes || Decode(bytes) is not { Due: { } next } row || next > now)
        {
            return null;
        }

        CronTimes times;
        try
        {
            times = new CronTimes(row.Schedule.Cron, row.Schedule.TimeZone);
        }
        catch (ArgumentException exception)
        {
            _logger.LogError(exception, "Schedule {Schedule} was put on another system and cannot run on this one; put it again.", id);
            return null;
        }

        var due = times.Due(next, now, row.Schedule.MissedRuns);
        if (due.Count == CronTimes.MadeUpMax && due[0] > next)
        {
            _logger.LogWarning("Schedule {Schedule} missed more than {Runs} runs; the latest are made up for.", id, CronTimes.MadeUpMax);
        }

        return new ScheduleRun(bytes, row, due, times.After(now));
    }

    /// <summary>On the write loop: only if the row is still the one that was planned from.</summary>
    private bool Run(UnitContext context, ScheduleRun run)
    {
        if (context.Get(Key(run.Row.Schedule.Id)) is not { } bytes || !bytes.AsSpan().SequenceEqual(run.Bytes))
        {
            return false; // whoever changed it has put it in the order
        }

        var row = run.Row with { Next = run.Next };
        foreach (var time in run.Times)
        {
            row = row with { Last = time.ToUniversalTime(), LastJobId = Enqueue(context, run.Row, time) ?? row.LastJobId };
        }

        Write(context, row);
        return true;
    }

    /// <returns>The job's id; null: this run's job is there already.</returns>
    private string? Enqueue(UnitContext context, ScheduleRow row, DateTimeOffset? time)
    {
        var id = time is { } at ? row.JobId(at) : null;
        if (id is not null && _queue.Writer.Find(context.Get, id) is not null)
        {
            return null;
        }

        var data = row.Schedule.Data is JsonElement json ? Encoding.UTF8.GetBytes(json.GetRawText()) : null;
        var draft = _queue.Draft(row.Schedule.Queue, row.Schedule.Type, data, (row.Schedule.Options ?? new EnqueueOptions()) with { Id = id });
        return _queue.Insert(context, draft, _queue.Number(draft));
    }
}
