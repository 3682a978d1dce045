using System.Text;
using Mosaic.Backends;
using NpgsqlTypes;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <content>Slots of ordering and limit keys, and parents. What a unit read of a key stays true: it holds the queue's lock.</content>
internal sealed partial class JobMoves
{
    private const int UnblockedMax = 500;

    /// <summary>Whether a job with this key may take a slot now: one is free, and nobody waits for it.</summary>
    public async ValueTask<bool> IsFreeAsync(int queue, JobRow row) =>
        row.Key is null || (await KeyAsync(queue, row.KeyKind, row.Key).ConfigureAwait(false) is var (held, waiting) && waiting == 0 && held < Limit(queue, row.KeyKind));

    /// <summary>Those of a key's sequence that may take a slot take it.</summary>
    public async ValueTask UnblockAsync(int queue, KeyKind kind, string key)
    {
        while (await KeyAsync(queue, kind, key).ConfigureAwait(false) is var (held, waiting) && waiting > 0 && Limit(queue, kind) - held is > 0 and var free)
        {
            var next = await connection.QueryAsync(
                sql["queue_blocked"], StoredJob.Read, default, Of(queue), Of((short)kind, NpgsqlDbType.Smallint), Of(key), Of(Math.Min(free, UnblockedMax))).ConfigureAwait(false);
            if (next.Count == 0)
            {
                return;
            }

            foreach (var job in next)
            {
                var to = JobMachine.Unblock(job.Place, job.Row, Now);
                await WriteAsync(job, to, JobEventKind.Ready).ConfigureAwait(false);
                await FollowAsync(queue, job.Step, to).ConfigureAwait(false);
            }
        }
    }

    private int Limit(int queue, KeyKind kind) => kind == KeyKind.Ordering ? 1 : _queues[queue].KeyConcurrency;

    /// <summary>Keeps what is known of the key true to a job's step.</summary>
    /// <returns>Whether a slot has become free for which others wait.</returns>
    private async ValueTask<bool> FollowAsync(int queue, JobStep? from, JobStep? to)
    {
        var row = (to ?? from)!.Value.Row;
        var held = (to?.Row.HoldsSlot == true ? 1 : 0) - (from?.Row.HoldsSlot == true ? 1 : 0);
        var waiting = (to?.Place == JobPlace.Blocked ? 1 : 0) - (from?.Place == JobPlace.Blocked ? 1 : 0);
        if (row.Key is null || (held == 0 && waiting == 0))
        {
            return false;
        }

        var key = (queue, row.KeyKind, row.Key);
        // The row is written by now: what is read counts the step.
        var known = _keys.TryGetValue(key, out var state);
        _keys[key] = state = known ? (state.Held + held, state.Waiting + waiting) : await KeyAsync(queue, row.KeyKind, row.Key).ConfigureAwait(false);
        return held < 0 && state.Waiting > 0;
    }

    private async ValueTask<(int Held, long Waiting)> KeyAsync(int queue, KeyKind kind, string key)
    {
        if (!_keys.TryGetValue((queue, kind, key), out var state))
        {
            state = (await connection.QueryAsync(
                sql["queue_key"],
                static reader => (reader.GetInt32(0), reader.GetInt64(1)),
                default,
                Of(queue),
                Of((short)kind, NpgsqlDbType.Smallint),
                Of(key)).ConfigureAwait(false))[0];
            _keys[(queue, kind, key)] = state;
        }

        return state;
    }

    /// <summary>As the local engine's flows: whether the child counts as ended, and whether its end fails the parent.</summary>
    private async ValueTask TellParentAsync(StoredJob child, JobStep to, bool forGood)
    {
        if (to.Row.Parent is not { } link || await FindParentAsync(child.Number, link.Job.Number).ConfigureAwait(false) is not { } parent)
        {
            return;
        }

        var rows = await connection.QueryAsync(
            sql["queue_child"],
            static reader => (State: (JobState)reader.GetInt16(0), Counts: reader.GetBoolean(1), Pending: reader.GetInt32(2)),
            default,
            Of(link.Job.Number),
            Of(link.Ordinal)).ConfigureAwait(false);
        if (rows is not [var known] || (known.Counts && known.State != JobState.Waiting))
        {
            return;
        }

        var harmless = to.Place == JobPlace.Done || link.OnFailure == ChildFailure.Ignore;
        var counts = known.Counts || harmless || forGood;
        var pending = known.Pending - (counts && !known.Counts ? 1 : 0);
        if (known.State == JobState.Waiting)
        {
            var outcome = to.Place == JobPlace.Done ? to.Row.Result?.ToArray() : to.Row.Error is { } said ? Encoding.UTF8.GetBytes(said) : null;
            await connection.ExecuteAsync(
                sql["queue_child_set"],
                Of(link.Job.Number),
                Of(link.Ordinal),
                Of((short)to.Place.State(false), NpgsqlDbType.Smallint),
                Of(counts),
                Of(outcome)).ConfigureAwait(false);
        }
        else
        {
            await connection.ExecuteAsync(sql["queue_child_counts"], Of(link.Job.Number), Of(link.Ordinal), Of(counts)).ConfigureAwait(false);
        }

        if (parent.Place != JobPlace.Parent)
        {
            return;
        }

        if (!harmless && (forGood || link.OnFailure == ChildFailure.FailParent))
        {
            var error = JobErrors.ChildFailed(child.Row.ChosenId is { } chosen ? JobText.Read(chosen) : ids.ToText(child.Number, child.Queue), to);
            await MoveAsync(parent, JobMachine.FailParent(parent.Place, parent.Row, error, Now), JobEventKind.DeadLetter).ConfigureAwait(false);
        }
        else if (pending == 0)
        {
            var free = await IsFreeAsync(parent.Queue, parent.Row).ConfigureAwait(false);
            await MoveAsync(parent, JobMachine.ChildrenEnded(parent.Place, parent.Row, Now, free), JobEventKind.Ready).ConfigureAwait(false);
        }
    }
}
