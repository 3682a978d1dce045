using Mosaic.Queue.Moves;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;

namespace Mosaic.Queue;

/// <content>Enqueueing. The caller's thread serializes and validates; the write loop gives the number.</content>
internal sealed partial class EngineQueue
{
    public ValueTask<string> EnqueueAsync(string queue, string type, CancellationToken cancellationToken = default) =>
        EnqueueAsync(queue, type, null, Plain, cancellationToken);

    public ValueTask<string> EnqueueAsync<T>(string queue, string type, T data, EnqueueOptions? options = null, CancellationToken cancellationToken = default) =>
        EnqueueAsync(queue, type, ToJson(data, queue), options ?? Plain, cancellationToken);

    public ValueTask<IReadOnlyList<string>> EnqueueManyAsync(string queue, IEnumerable<NewJob> jobs, CancellationToken cancellationToken = default)
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

        if (all.Count == 0)
        {
            return ValueTask.FromResult<IReadOnlyList<string>>([]);
        }

        return CommitAsync<IReadOnlyList<string>>(context => all.ConvertAll(draft => Insert(context, draft, Number(draft))), cancellationToken);
    }

    /// <summary>Validates and fills in what the queue's settings say.</summary>
    internal JobDraft Draft(string queue, string type, byte[]? data, EnqueueOptions options)
    {
        JobRules.ValidateName(type, nameof(type));
        JobRules.Validate(options);
        if (options.Id is { } id && _ids.TryParse(id, out _))
        {
            throw JobErrors.OwnForm(nameof(options));
        }

        var now = _core.Clock.Now();
        var runAt = options.RunAt ?? (options.Delay is { } delay ? Later(now, delay) : now);
        var row = new JobRow
        {
            Type = type,
            ChosenId = options.Id,
            AttemptsMax = options.MaxAttempts ?? _catalog.Find(queue)?.Settings.Options.MaxAttempts ?? JobRules.AttemptsDefault,
            CreatedTicks = now.UtcTicks,
            RunAtTicks = Math.Max(runAt.UtcTicks, now.UtcTicks),
            Data = data is null ? null : (ReadOnlyMemory<byte>?)data,
            KeyKind = options.OrderingKey is not null ? KeyKind.Ordering : options.LimitKey is not null ? KeyKind.Limit : KeyKind.None,
            Key = options.OrderingKey ?? options.LimitKey,
            DeduplicationKey = options.DeduplicationKey,
            Retry = options.Retry,
        };
        return new JobDraft(queue, row, options);
    }

    /// <summary>On the write loop. The number decides the order among jobs of the same priority.</summary>
    /// <returns>The job's id, or that of the one that has its deduplication key.</returns>
    internal string Insert(UnitContext context, JobDraft draft, long number)
    {
        if (!JobNumbers.Fits(number, context))
        {
            throw new MosaicException("More jobs were enqueued in transactions that did not commit than the store has numbers for.")
            {
                Operation = "enqueue",
                Target = draft.Queue,
                Hint = "Try again; reopening the store helps in any case.",
                IsTransient = true,
            };
        }

        var info = _catalog.GetOrCreate(context, draft.Queue);
        var job = new JobKey(info.Id, draft.Options.Priority, number);
        if (draft.Row.DeduplicationKey is { } key && TryKeepOut(context, info, job, draft, key) is { } kept)
        {
            return kept;
        }

        _moves.Insert(context, info, job, draft.Row);
        return _writer.Id(job, draft.Row);
    }

    /// <returns>The id of the job that has the key; null: the new one has it now.</returns>
    private string? TryKeepOut(UnitContext context, QueueInfo queue, JobKey job, JobDraft draft, string key)
    {
        var until = draft.Options.DeduplicationTtl is { } ttl ? Later(context.Now, ttl).UtcTicks : 0;
        if (Deduplication.Find(context.Get, queue.Id, key, context.Now) is { } holder)
        {
            if (draft.Options.DeduplicationPolicy == DeduplicationPolicy.Keep)
            {
                return holder.Id;
            }

            if (draft.Options.DeduplicationPolicy == DeduplicationPolicy.Extend)
            {
                Extend(context, draft);
                return holder.Id;
            }

            if (Runtime(queue.Name).RunningAttempt(holder.Job) is null
                && JobWriter.Find(context.Get, holder.Job, JobPlaces.Open) is { } first)
            {
                _moves.Remove(context, queue, first.Key, first.Step);
            }
        }

        Deduplication.Take(context, key, new KeyHolder(job, _writer.Id(job, draft.Row), until));
        return null;
    }

    /// <summary>The id of the job that has a draft's deduplication key; null: it is free.</summary>
    internal string? KeyHolder(Func<byte[], byte[]?> get, JobDraft draft) =>
        _catalog.Find(draft.Queue) is { } queue ? Deduplication.Find(get, queue.Id, draft.Row.DeduplicationKey!, _core.Clock.Now())?.Id : null;

    /// <summary>On the write loop: a key's time to live begins anew.</summary>
    internal void Extend(UnitContext context, JobDraft draft)
    {
        if (_catalog.Find(draft.Queue) is { } queue && draft.Options.DeduplicationTtl is { } ttl
            && Deduplication.Find(context.Get, queue.Id, draft.Row.DeduplicationKey!, context.Now) is { UntilTicks: not 0 } holder)
        {
            Deduplication.Take(context, draft.Row.DeduplicationKey!, holder with { UntilTicks = Later(context.Now, ttl).UtcTicks });
        }
    }

    internal long Number(JobDraft draft) => _numbers.Next(draft.Options.LastInFirstOut);

    internal JobKey Reserve(JobDraft draft) => new(_catalog.Reserve(draft.Queue).Id, draft.Options.Priority, Number(draft));

    /// <exception cref="ArgumentException">Options were passed where the data goes.</exception>
    internal byte[] ToJson<T>(T data, string queue) => _json.Write(data, queue);

    internal JobJson Json => _json;

    private ValueTask<string> EnqueueAsync(string queue, string type, byte[]? data, EnqueueOptions options, CancellationToken cancellationToken)
    {
        JobRules.ValidateName(queue, nameof(queue));
        Enter(cancellationToken);
        var draft = Draft(queue, type, data, options);
        return CommitAsync(context => Insert(context, draft, Number(draft)), cancellationToken);
    }

    private static DateTimeOffset Later(DateTimeOffset now, TimeSpan delay) =>
        delay > DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue : now + delay;
}
