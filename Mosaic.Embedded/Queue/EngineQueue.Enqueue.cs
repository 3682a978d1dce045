using System.Text.Json;
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
        var all = new List<(JobRow Row, int Priority)>();
        foreach (var job in jobs)
        {
            ArgumentNullException.ThrowIfNull(job, nameof(jobs));
            var options = job.Options ?? Plain;
            all.Add((NewRow(job.Type, job.Data is null ? null : ToJson(job.Data, queue), options), options.Priority));
        }

        if (all.Count == 0)
        {
            return ValueTask.FromResult<IReadOnlyList<string>>([]);
        }

        return CommitAsync<IReadOnlyList<string>>(
            context =>
            {
                var ids = new string[all.Count];
                for (var i = 0; i < ids.Length; i++)
                {
                    ids[i] = Insert(context, queue, _numbers.Next(), all[i].Priority, all[i].Row);
                }

                return ids;
            },
            cancellationToken);
    }

    internal JobRow NewRow(string type, byte[]? data, EnqueueOptions options)
    {
        JobRules.ValidateName(type, nameof(type));
        JobRules.Validate(options);
        var now = _core.Clock.Now();
        var runAt = options.RunAt ?? (options.Delay is { } delay ? Later(now, delay) : now);
        return new JobRow
        {
            Type = type,
            ChosenId = options.Id,
            AttemptsMax = options.MaxAttempts ?? JobRules.AttemptsDefault,
            CreatedTicks = now.UtcTicks,
            RunAtTicks = Math.Max(runAt.UtcTicks, now.UtcTicks),
            Data = data is null ? null : (ReadOnlyMemory<byte>?)data,
        };
    }

    /// <summary>On the write loop. The number decides the order among jobs of the same priority.</summary>
    internal string Insert(UnitContext context, string queue, long number, int priority, JobRow row)
    {
        if (!JobNumbers.Fits(number, context))
        {
            throw new MosaicException("More jobs were enqueued in transactions that did not commit than the store has numbers for.")
            {
                Operation = "enqueue",
                Target = queue,
                Hint = "Try again; reopening the store helps in any case.",
                IsTransient = true,
            };
        }

        var info = _catalog.GetOrCreate(context, queue);
        var job = new JobKey(info.Id, priority, number);
        var (place, placed) = JobMachine.Enqueue(row, context.Now);
        _writer.Insert(context, info, job, place, placed);
        context.OnPublished(() => Arrived(queue, job, null, place, placed, endsLease: false));
        return _writer.Id(job, placed);
    }

    internal JobKey Reserve(string queue, int priority) => new(_catalog.Reserve(queue).Id, priority, _numbers.Next());

    internal byte[] ToJson<T>(T data, string queue) => data is null ? "null"u8.ToArray() : _serializer.Serialize(data, queue);

    /// <summary>A job's row is in a place now, for all to see.</summary>
    private void Arrived(string queue, JobKey job, JobPlace? from, JobPlace? to, JobRow row, bool endsLease)
    {
        Runtime(queue).Moved(job, from, to, endsLease);
        if (to == JobPlace.Delayed)
        {
            _due.NoLaterThan(TimeSpan.FromTicks(row.RunAtTicks - _core.Clock.Now().UtcTicks));
        }
        else if (to == JobPlace.Done && Runtime(queue).Count(JobPlace.Done) > CompletedMax + TrimSlack)
        {
            _trim.NoLaterThan(TimeSpan.Zero);
        }
    }

    private ValueTask<string> EnqueueAsync(string queue, string type, byte[]? data, EnqueueOptions options, CancellationToken cancellationToken)
    {
        JobRules.ValidateName(queue, nameof(queue));
        Enter(cancellationToken);
        var row = NewRow(type, data, options);
        return CommitAsync(context => Insert(context, queue, _numbers.Next(), options.Priority, row), cancellationToken);
    }

    private static DateTimeOffset Later(DateTimeOffset now, TimeSpan delay) =>
        delay > DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue : now + delay;
}
