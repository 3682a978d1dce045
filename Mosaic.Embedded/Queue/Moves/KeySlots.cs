using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Moves;

/// <summary>
/// Who of the jobs with one ordering or limit key may run. Remembers the next few of each sequence: what it remembers may have
/// left, which its row tells, but nothing can have come between without being seen here. What a unit saw that was not staged is
/// forgotten: it saw its own deletes. Runs on the write loop.
/// </summary>
internal sealed class KeySlots
{
    private const int RunMax = 64;
    private const int RunsMax = 4_096;

    private readonly Dictionary<(int Queue, KeyKind Kind, string Key), KeyRun> _runs = [];

    public static int Limit(QueueInfo queue, KeyKind kind) => kind == KeyKind.Ordering ? 1 : queue.Settings.Options.KeyConcurrency;

    /// <summary>Whether a job with this key may take a slot now: one is free, and nobody waits for it.</summary>
    public static bool IsFree(UnitContext context, QueueInfo queue, JobRow row) =>
        row.Key is null || (KeyRows.Read(context.Get, queue.Id, row.KeyKind, row.Key) is var state && state.Waiting == 0 && state.Held < Limit(queue, row.KeyKind));

    /// <summary>Keeps the key's rows true to a job's step.</summary>
    /// <param name="context">The unit.</param>
    /// <param name="job">The job.</param>
    /// <param name="from">null: it is new.</param>
    /// <param name="to">null: it is removed.</param>
    /// <returns>Whether a slot has become free for which others wait.</returns>
    public bool Follow(UnitContext context, JobKey job, JobStep? from, JobStep? to)
    {
        var row = (to ?? from)!.Value.Row;
        var held = (to?.Row.HoldsSlot == true ? 1 : 0) - (from?.Row.HoldsSlot == true ? 1 : 0);
        var waiting = (to?.Place == JobPlace.Blocked ? 1 : 0) - (from?.Place == JobPlace.Blocked ? 1 : 0);
        if (row.Key is null || (held == 0 && waiting == 0))
        {
            return false;
        }

        var state = KeyRows.Read(context.Get, job.Queue, row.KeyKind, row.Key);
        state = state with { Held = state.Held + held, Waiting = state.Waiting + waiting };
        if (waiting != 0)
        {
            var place = KeyRows.SequenceKey(job, row);
            if (waiting > 0)
            {
                context.Put(place, []);
                Came((job.Queue, row.KeyKind, row.Key), place);
                state = state.WithHead(place[^KeyRows.OrderBytes..]);
            }
            else
            {
                context.Delete(place);
                context.OnStaged(() => Left((job.Queue, row.KeyKind, row.Key), place));
            }
        }

        Write(context, job.Queue, row.KeyKind, row.Key, state);
        return held < 0 && state.Waiting > 0;
    }

    /// <summary>The next job of the key's sequence and its row, if it may take a slot now.</summary>
    public (JobKey Job, byte[] Row)? Next(UnitContext context, QueueInfo queue, KeyKind kind, string key)
    {
        var state = KeyRows.Read(context.Get, queue.Id, kind, key);
        if (state.Waiting == 0 || state.Held >= Limit(queue, kind))
        {
            return null;
        }

        for (var read = false; ; read = true)
        {
            if (_runs.TryGetValue((queue.Id, kind, key), out var run) && run.Holds(context))
            {
                foreach (var place in run.Places)
                {
                    var job = KeyRows.ReadSequence(place);
                    if (context.Get(JobPlace.Blocked.Key(job)) is { } row)
                    {
                        Write(context, queue.Id, kind, key, state with { Head = place.AsMemory(place.Length - KeyRows.OrderBytes) });
                        return (job, row);
                    }
                }
            }

            if (read)
            {
                return null;
            }

            Read(context, (queue.Id, kind, key), state);
        }
    }

    private static void Write(UnitContext context, int queue, KeyKind kind, string key, KeyState state)
    {
        if (state is { Held: 0, Waiting: 0 })
        {
            context.Delete(KeyRows.RowKey(queue, kind, key));
        }
        else
        {
            context.Put(KeyRows.RowKey(queue, kind, key), state.Encode());
        }
    }

    /// <summary>Reads the beginning of a sequence; not from its first key: there lie the rows that were deleted last, which may not be applied yet.</summary>
    private void Read(UnitContext context, (int Queue, KeyKind Kind, string Key) key, KeyState state)
    {
        if (_runs.Count >= RunsMax)
        {
            _runs.Clear();
        }

        var prefix = KeyRows.Prefix(key.Queue, key.Kind, key.Key);
        var rows = context.Scan([.. prefix, .. state.Head.Span], Keys.After(prefix), RunMax);
        var run = new KeyRun(context.Preparation, rows.ConvertAll(static row => row.Key.ToArray()));
        _runs[key] = run;
        context.OnStaged(run.Stage);
    }

    /// <summary>A job joins a sequence: behind what is remembered, or what is remembered is not its beginning any more.</summary>
    private void Came((int Queue, KeyKind Kind, string Key) key, byte[] place)
    {
        if (_runs.TryGetValue(key, out var run) && (run.Places.Count == 0 || place.AsSpan().SequenceCompareTo(run.Places[^1]) < 0))
        {
            _runs.Remove(key);
        }
    }

    private void Left((int Queue, KeyKind Kind, string Key) key, byte[] place)
    {
        if (_runs.TryGetValue(key, out var run) && run.Places.FindIndex(other => other.AsSpan().SequenceEqual(place)) is >= 0 and var index)
        {
            run.Places.RemoveAt(index);
            if (run.Places.Count == 0)
            {
                _runs.Remove(key);
            }
        }
    }
}
