using System.Buffers.Binary;
using Mosaic.Backends;
using Mosaic.Postgres.Units;
using Npgsql;
using NpgsqlTypes;
using static Mosaic.Postgres.Queue.QueueCommands;

namespace Mosaic.Postgres.Queue;

/// <content>Enqueueing.</content>
internal sealed partial class PostgresQueue
{
    public ValueTask<string> EnqueueAsync(string queue, string type, CancellationToken cancellationToken = default) =>
        EnqueueOneAsync(queue, type, null, Plain, cancellationToken);

    public ValueTask<string> EnqueueAsync<T>(string queue, string type, T data, EnqueueOptions? options = null, CancellationToken cancellationToken = default) =>
        EnqueueOneAsync(queue, type, ToJson(data, queue), options ?? Plain, cancellationToken);

    public async ValueTask<IReadOnlyList<string>> EnqueueManyAsync(string queue, IEnumerable<NewJob> jobs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        JobRules.ValidateName(queue, nameof(queue));
        Enter(cancellationToken);
        var all = new List<JobDraft>();
        foreach (var job in jobs)
        {
            ArgumentNullException.ThrowIfNull(job, nameof(jobs));
            all.Add(Draft(queue, job.Type, job.Data is null ? null : ToJson(job.Data, queue), job.Options ?? Plain));
        }

        return all.Count == 0 ? [] : await EnqueueAsync(all, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<FlowReceipt> EnqueueFlowAsync(FlowJob flow, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(flow);
        Enter(cancellationToken);
        var jobs = 0;
        var draft = Draft(flow, [], ref jobs);
        return await InsertingAsync(
            flow.Queue,
            Jobs(draft),
            () => UnitAsync(
                "enqueue a flow",
                async moves =>
                {
                    await moves.LockAsync(Jobs(draft), []).ConfigureAwait(false);
                    return await InsertAsync(moves, draft, null).ConfigureAwait(false);
                },
                cancellationToken)).ConfigureAwait(false);
    }

    public async ValueTask<BatchReceipt> EnqueueBatchAsync(string queue, IEnumerable<NewJob> jobs, NewJob completion, CancellationToken cancellationToken = default)
    {
        var receipt = await EnqueueFlowAsync(JobRules.Batch(queue, jobs, completion), cancellationToken).ConfigureAwait(false);
        return new BatchReceipt(receipt.Id, [.. receipt.Children.Select(static child => child.Id)]);
    }

    /// <summary>Validates a job; what its queue's settings say is filled in by the server.</summary>
    internal JobDraft Draft(string queue, string type, byte[]? data, EnqueueOptions options)
    {
        JobRules.ValidateName(type, nameof(type));
        JobRules.Validate(options);
        return options.Id is { } id && _ids.TryParse(id, out _)
            ? throw JobErrors.OwnForm(nameof(options))
            : new JobDraft(queue, type, data, options);
    }

    /// <summary>Jobs of one queue that concern others, in somebody's open unit.</summary>
    internal static async ValueTask<string[]> InsertAsync(JobMoves moves, IReadOnlyList<JobDraft> drafts)
    {
        await moves.LockAsync(drafts, []).ConfigureAwait(false);
        var queue = await moves.LockAsync(drafts[0].Queue).ConfigureAwait(false);
        var made = new string[drafts.Count];
        for (var i = 0; i < made.Length; i++)
        {
            made[i] = JobText.Read((await moves.InsertAsync(queue, drafts[i]).ConfigureAwait(false)).Id);
        }

        return made;
    }

    /// <summary>The statement that enqueues jobs of one queue that concern no others; its row is the queue's number and the jobs' numbers.</summary>
    internal NpgsqlBatchCommand Enqueueing(IReadOnlyList<JobDraft> drafts, Guid key)
    {
        T[] All<T>(Func<JobDraft, T> of)
        {
            var all = new T[drafts.Count];
            for (var i = 0; i < all.Length; i++)
            {
                all[i] = of(drafts[i]);
            }

            return all;
        }

        const NpgsqlDbType Array = NpgsqlDbType.Array;
        return new NpgsqlBatchCommand(_session.Sql["queue_enqueue"])
        {
            Parameters =
            {
                Of(drafts[0].Queue),
                Of(_ids.Salt),
                Of(All(static draft => draft.Type), Array | NpgsqlDbType.Text),
                Of(All(static draft => draft.Data), Array | NpgsqlDbType.Bytea),
                Of(All(static draft => draft.Options.Priority), Array | NpgsqlDbType.Integer),
                Of(All(static draft => draft.Options.Delay?.Ticks / TimeSpan.TicksPerMicrosecond), Array | NpgsqlDbType.Bigint),
                Of(All(static draft => draft.Options.RunAt?.UtcDateTime), Array | NpgsqlDbType.TimestampTz),
                Of(All(static draft => draft.Options.MaxAttempts), Array | NpgsqlDbType.Integer),
                Of(All(static draft => draft.Options.Id is { } id ? JobText.Write(id) : null), Array | NpgsqlDbType.Text),
                Of(All(static draft => draft.Options.LastInFirstOut), Array | NpgsqlDbType.Boolean),
                Of(All(static draft => draft.Options.Retry is { } retry ? RetryCodec.Encode(retry) : null), Array | NpgsqlDbType.Bytea),
                Of(All(static draft => draft.Number), Array | NpgsqlDbType.Bigint),
                new NpgsqlParameter<Guid> { TypedValue = key },
            },
        };
    }

    private async ValueTask<string> EnqueueOneAsync(string queue, string type, byte[]? data, EnqueueOptions options, CancellationToken cancellationToken)
    {
        JobRules.ValidateName(queue, nameof(queue));
        Enter(cancellationToken);
        return (await EnqueueAsync([Draft(queue, type, data, options)], cancellationToken).ConfigureAwait(false))[0];
    }

    private ValueTask<string[]> EnqueueAsync(List<JobDraft> drafts, CancellationToken cancellationToken) => InsertingAsync(
        drafts[0].Queue,
        drafts,
        () => drafts.TrueForAll(static draft => draft.IsPlain)
            ? EnqueuePlainAsync(drafts, cancellationToken)
            : UnitAsync("enqueue", moves => InsertAsync(moves, drafts), cancellationToken));

    private async ValueTask<string[]> EnqueuePlainAsync(List<JobDraft> drafts, CancellationToken cancellationToken)
    {
        string[] Ids(int queue, Func<int, long> number)
        {
            var all = new string[drafts.Count];
            for (var i = 0; i < all.Length; i++)
            {
                all[i] = drafts[i].Options.Id ?? _ids.ToText(number(i), queue);
            }

            return all;
        }

        WriteUnit<string[]>? unit = null;
        unit = new WriteUnit<string[]>("enqueue")
        {
            AddStatements = batch => batch.BatchCommands.Add(Enqueueing(drafts, unit!.Key)),
            Read = async reader =>
            {
                await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                var numbers = await reader.GetFieldValueAsync<long[]>(1, CancellationToken.None).ConfigureAwait(false);
                return Ids(reader.GetInt32(0), i => numbers[i]);
            },
            Recall = kept => Ids(BinaryPrimitives.ReadInt32BigEndian(kept), i => BinaryPrimitives.ReadInt64BigEndian(kept.AsSpan(4 + (8 * i)))),
        };
        return await _session.Units.RunAsync(unit, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<T> InsertingAsync<T>(string queue, IEnumerable<JobDraft> drafts, Func<ValueTask<T>> insert)
    {
        try
        {
            return await insert().ConfigureAwait(false);
        }
        catch (MosaicException error) when (QueueFaults.IsDuplicateId(error))
        {
            throw JobErrors.Duplicate(queue, await TakenAsync([.. drafts.Select(static draft => draft.Options.Id).OfType<string>()]).ConfigureAwait(false));
        }
    }

    /// <summary>Which of the ids is taken; the server does not say.</summary>
    private async ValueTask<string> TakenAsync(string[] ids)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (ids.Length == 1 || !seen.Add(id) || await FindAsync(id, CancellationToken.None).ConfigureAwait(false) is not null)
            {
                return id;
            }
        }

        return ids[0];
    }

    private FlowDraft Draft(FlowJob flow, List<FlowJob> above, ref int jobs)
    {
        JobRules.ValidateFlow(flow, above, ref jobs);
        var draft = Draft(flow.Queue, flow.Type, flow.Data is null ? null : ToJson(flow.Data, flow.Queue), flow.Options ?? Plain);
        above.Add(flow);
        var children = new List<FlowDraft>(flow.Children.Count);
        foreach (var child in flow.Children)
        {
            children.Add(Draft(child, above, ref jobs));
        }

        above.RemoveAt(above.Count - 1);
        return new FlowDraft(draft, flow.OnFailure, children);
    }

    private static IEnumerable<JobDraft> Jobs(FlowDraft flow) => flow.Children.SelectMany(Jobs).Prepend(flow.Job);

    /// <summary>A parent has a lower number than its children: it goes before what was enqueued after it.</summary>
    private static async ValueTask<FlowReceipt> InsertAsync(JobMoves moves, FlowDraft flow, ParentLink? parent)
    {
        var queue = await moves.LockAsync(flow.Job.Queue).ConfigureAwait(false);
        var (id, number, _) = await moves.InsertAsync(queue, flow.Job, parent, flow.Children.Count > 0).ConfigureAwait(false);
        var children = new List<FlowReceipt>(flow.Children.Count);
        foreach (var child in flow.Children)
        {
            children.Add(await InsertAsync(moves, child, new ParentLink(new JobKey(0, 0, number), id, children.Count, child.OnFailure)).ConfigureAwait(false));
        }

        if (children.Count > 0)
        {
            await moves.AddChildrenAsync(number, [.. children.Select(static child => JobText.Write(child.Id))]).ConfigureAwait(false);
        }

        return new FlowReceipt(JobText.Read(id), children);
    }
}
