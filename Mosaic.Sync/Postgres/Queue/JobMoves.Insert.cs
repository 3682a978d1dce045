using Mosaic.Backends;
using Npgsql;
using NpgsqlTypes;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <content>Jobs that begin.</content>
internal sealed partial class JobMoves
{
    /// <summary>A job of a queue whose lock is held.</summary>
    /// <returns>The job's id, or that of the one that has its deduplication key; and whether it is there already.</returns>
    public async ValueTask<(string Id, long Number, bool Kept)> InsertAsync(LockedQueue queue, JobDraft draft, ParentLink? parent = null, bool isParent = false)
    {
        var options = draft.Options;
        var number = draft.Number ?? await DrawAsync(options.LastInFirstOut).ConfigureAwait(false);
        var id = options.Id is { } chosen ? JobText.Write(chosen) : ids.ToText(number, queue.Id);
        if (options.DeduplicationKey is { } key && await TryKeepOutAsync(queue, draft, key, number, id).ConfigureAwait(false) is { } kept)
        {
            return (kept, 0, true);
        }

        var runAt = options.RunAt ?? (options.Delay is { } delay ? Later(Now, delay) : Now);
        var row = new JobRow
        {
            Type = draft.Type,
            ChosenId = options.Id is null ? null : id,
            AttemptsMax = options.MaxAttempts ?? queue.AttemptsMax,
            CreatedTicks = Now.UtcTicks,
            RunAtTicks = Math.Max(runAt.UtcTicks, Now.UtcTicks),
            KeyKind = options.OrderingKey is not null ? KeyKind.Ordering : options.LimitKey is not null ? KeyKind.Limit : KeyKind.None,
            Key = options.OrderingKey ?? options.LimitKey,
            DeduplicationKey = options.DeduplicationKey,
            Parent = parent,
            IsParent = isParent,
        };
        var to = JobMachine.Enqueue(row, Now, await IsFreeAsync(queue.Id, row).ConfigureAwait(false));
        await InsertRowAsync(queue.Name, options.Id, () => connection.ExecuteAsync(
            sql["queue_insert"],
            Of(number),
            Of(queue.Id),
            Of(options.Priority),
            Of((short)to.Place, NpgsqlDbType.Smallint),
            Of(row.AttemptsMax),
            Of(draft.IsPlain && parent is null),
            Of(to.Row.HoldsSlot),
            Of(isParent),
            Of((short)row.KeyKind, NpgsqlDbType.Smallint),
            Of(row.Key),
            Of(row.DeduplicationKey),
            Of(parent?.Job.Number, NpgsqlDbType.Bigint),
            Of(parent?.ChosenId),
            Of(parent?.Ordinal ?? 0),
            Of((short)(parent?.OnFailure ?? 0), NpgsqlDbType.Smallint),
            OfTicks(row.CreatedTicks),
            OfTicks(row.RunAtTicks),
            Of(row.Type),
            Of(row.ChosenId),
            Of(draft.Data),
            Of(options.Retry is { } retry ? RetryCodec.Encode(retry) : null))).ConfigureAwait(false);
        var job = new StoredJob(number, queue.Id, queue.Name, options.Priority, to.Place, to.Row);
        await FollowAsync(queue.Id, null, to).ConfigureAwait(false);
        Changed(job, to.Row, JobEventKind.Enqueued);
        Ready(queue.Name, to);
        return (id, number, false);
    }

    public async ValueTask AddChildrenAsync(long parent, IReadOnlyList<string> children) =>
        await connection.ExecuteAsync(sql["queue_children_add"], Of(parent), Of(children.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)).ConfigureAwait(false);

    private static DateTimeOffset Later(DateTimeOffset now, TimeSpan delay) => delay > DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue : now + delay;

    private static async ValueTask InsertRowAsync(string queue, string? chosenId, Func<ValueTask<int>> insert)
    {
        try
        {
            await insert().ConfigureAwait(false);
        }
        catch (PostgresException error) when (QueueFaults.IsDuplicateId(error))
        {
            throw JobErrors.Duplicate(queue, chosenId!);
        }
    }

    private async ValueTask<long> DrawAsync(bool lastInFirstOut)
    {
        var number = (await connection.QueryAsync(sql["queue_number"], static reader => reader.GetInt64(0), default).ConfigureAwait(false))[0];
        return lastInFirstOut ? -number : number;
    }

    /// <returns>The id of the job that has the key; null: the new one has it now.</returns>
    private async ValueTask<string?> TryKeepOutAsync(LockedQueue queue, JobDraft draft, string key, long number, string id)
    {
        DateTimeOffset? until = draft.Options.DeduplicationTtl is { } ttl ? Later(Now, ttl) : null;
        var holders = await connection.QueryAsync(
            sql["queue_holder"],
            static reader => (Job: reader.GetInt64(0), Id: reader.GetString(1), Until: StoredJob.Time(reader, 2)),
            default,
            Of(queue.Id),
            Of(key)).ConfigureAwait(false);
        if (holders is [var holder])
        {
            if (draft.Options.DeduplicationPolicy == DeduplicationPolicy.Extend && holder.Until is not null && until is not null)
            {
                await connection.ExecuteAsync(sql["queue_hold"], Of(queue.Id), Of(key), Of(holder.Job), Of(holder.Id), Of(until)).ConfigureAwait(false);
            }

            if (draft.Options.DeduplicationPolicy != DeduplicationPolicy.Replace)
            {
                return holder.Id;
            }

            if (await FindAsync(holder.Job).ConfigureAwait(false) is { Secret: null } first && !first.Place.IsEnd())
            {
                await RemoveAsync(first).ConfigureAwait(false);
            }
        }

        await connection.ExecuteAsync(sql["queue_hold"], Of(queue.Id), Of(key), Of(number), Of(id), Of(until)).ConfigureAwait(false);
        return null;
    }
}
