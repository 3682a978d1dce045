using Mosaic.Backends;
using NpgsqlTypes;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <content>
/// The locks of queues. A unit takes all that it will need before it touches anything, in the order of ids: two units that each held what the
/// other wants next would wait for ever. What it takes later is what came between: for that, the server ends one of them, which runs again.
/// </content>
internal sealed partial class JobMoves
{
    private readonly Dictionary<int, LockedQueue> _queues = [];

    /// <summary>Jobs whose queue's lock and whose parents' are held.</summary>
    private readonly HashSet<long> _covered = [];

    public DateTimeOffset Now { get; private set; }

    /// <summary>A queue's lock; the queue is made if there is none.</summary>
    public async ValueTask<LockedQueue> LockAsync(string queue)
    {
        if (Locked(queue) is null)
        {
            await LockAsync([queue], []).ConfigureAwait(false);
        }

        return Locked(queue)!;
    }

    /// <summary>The locks of queues, which are made if there are none, and those that jobs need.</summary>
    public async ValueTask LockAsync(IEnumerable<string> queues, IReadOnlyCollection<long> jobs)
    {
        var missing = queues.Distinct(StringComparer.Ordinal).Where(name => Locked(name) is null).Order(StringComparer.Ordinal).ToArray();
        IReadOnlyList<int> numbers = missing.Length == 0
            ? []
            : await connection.QueryAsync(
                sql["queue_ids"], static reader => reader.GetInt32(0), default, Of(missing, NpgsqlDbType.Array | NpgsqlDbType.Text)).ConfigureAwait(false);
        await LockAsync(numbers, jobs).ConfigureAwait(false);
    }

    /// <summary>The locks of queues, and those that jobs need: of the queues they are in, and that their parents are in.</summary>
    public async ValueTask LockAsync(IEnumerable<int> queues, IReadOnlyCollection<long> jobs)
    {
        var missing = queues.Distinct().Where(id => !_queues.ContainsKey(id)).ToArray();
        var uncovered = jobs.Where(job => !_covered.Contains(job)).ToArray();
        if (missing.Length == 0 && uncovered.Length == 0)
        {
            return;
        }

        foreach (var (queue, now) in await connection.QueryAsync(
            sql["queue_lock"],
            static reader => (
                new LockedQueue(
                    reader.GetInt32(0),
                    reader.GetString(1),
                    reader.IsDBNull(2) ? JobRules.AttemptsDefault : reader.GetInt32(2),
                    reader.IsDBNull(3) ? null : QueueJson.Decode<QueueOptions>(reader.GetFieldValue<byte[]>(3)).Retry,
                    reader.GetInt32(4)),
                StoredJob.Time(reader, 5)!.Value),
            default,
            Of(missing, NpgsqlDbType.Array | NpgsqlDbType.Integer),
            Of(uncovered)).ConfigureAwait(false))
        {
            _queues[queue.Id] = queue;
            Now = now > Now ? now : Now;
        }

        _covered.UnionWith(uncovered);
    }

    /// <summary>The locks that enqueueing needs, of jobs that it replaces too, and those of other jobs.</summary>
    public async ValueTask LockAsync(IEnumerable<JobDraft> drafts, IReadOnlyCollection<long> jobs)
    {
        var all = drafts as IReadOnlyCollection<JobDraft> ?? [.. drafts];
        var replacing = all
            .Where(static draft => draft.Options is { DeduplicationKey: not null, DeduplicationPolicy: DeduplicationPolicy.Replace })
            .ToArray();
        if (replacing.Length > 0)
        {
            const NpgsqlDbType Texts = NpgsqlDbType.Array | NpgsqlDbType.Text;
            jobs =
            [
                .. jobs,
                .. await connection.QueryAsync(
                    sql["queue_holders"],
                    static reader => reader.GetInt64(0),
                    default,
                    Of(Array.ConvertAll(replacing, static draft => draft.Queue), Texts),
                    Of(Array.ConvertAll(replacing, static draft => draft.Options.DeduplicationKey), Texts)).ConfigureAwait(false),
            ];
        }

        await LockAsync(all.Select(static draft => draft.Queue), jobs).ConfigureAwait(false);
    }

    /// <summary>A parent's row, locked as its queue is; null when there is none.</summary>
    private async ValueTask<StoredJob?> FindParentAsync(long child, long parent)
    {
        // The child's row may be gone; what was held for it is held for its parent.
        if (_covered.Contains(child))
        {
            _covered.Add(parent);
        }
        else
        {
            await LockAsync(Array.Empty<int>(), [parent]).ConfigureAwait(false);
        }

        return await FindAsync(parent).ConfigureAwait(false);
    }

    private LockedQueue? Locked(string name) => _queues.Values.FirstOrDefault(queue => queue.Name == name);
}
