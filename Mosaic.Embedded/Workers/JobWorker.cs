using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Queue.Leases;
using Mosaic.Workers;

namespace Mosaic;

/// <summary>Does the jobs of a queue: takes them as they become ready, several at a time, renews their leases, acknowledges or retries them.</summary>
/// <remarks>
/// <para>
/// At least once: a handler's job may run again after a crash, or when its lease is lost; then its token is cancelled. Exactly once for
/// what it writes to the store through <see cref="JobContext.TransactAsync"/>.
/// </para>
/// <para>
/// A handler that returns has its job acknowledged, one that throws has it retried or made a dead letter, one of a type without a handler
/// has failed. A job that is cancelled because the worker stops is given back at once, with its attempt counted. Idle, it waits
/// without polling. Errors of the store that pass are waited out; others end it and are told by <see cref="Completion"/>.
/// </para>
/// </remarks>
public sealed partial class JobWorker : IAsyncDisposable
{
    private readonly IMosaic _store;
    private readonly string _queue;
    private readonly JobWorkerOptions _options;
    private readonly ILogger _logger;
    private readonly JobHandlers _handlers = new();
    private readonly RunningJobs _running;
    private readonly ILeaseEnds? _leaseEnds;
    private readonly StoreRetries _retries;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _cutShort = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Task? _taking;
    private Task? _renewing;
    private Task? _stopped;

    /// <summary>Makes a worker that has not started.</summary>
    /// <param name="store">The store; not disposed with the worker.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="options">null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public JobWorker(IMosaic store, string queue, JobWorkerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        JobRules.ValidateName(queue, nameof(queue));
        _options = options ?? new JobWorkerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Concurrency, 1, nameof(JobWorkerOptions.Concurrency));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.VisibilityTimeout, TimeSpan.FromMilliseconds(100), nameof(JobWorkerOptions.VisibilityTimeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.VisibilityTimeout, TimeSpan.FromDays(365), nameof(JobWorkerOptions.VisibilityTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.DrainTimeout, TimeSpan.Zero, nameof(JobWorkerOptions.DrainTimeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.DrainTimeout, TimeSpan.FromDays(1), nameof(JobWorkerOptions.DrainTimeout));
        ArgumentNullException.ThrowIfNull(_options.TimeProvider, nameof(JobWorkerOptions.TimeProvider));
        _store = store;
        _queue = queue;
        _logger = (_options.LoggerFactory ?? (store as ILoggingStore)?.LoggerFactory)?.CreateLogger<JobWorker>() ?? NullLogger<JobWorker>.Instance;
        _running = new RunningJobs(store.Queue, _options, _logger);
        _leaseEnds = store.Queue as ILeaseEnds;
        if (_leaseEnds is not null)
        {
            _leaseEnds.LeaseEnded += _running.Lose;
        }

        _retries = new StoreRetries(_options.TimeProvider, _logger);
        Completion = _completion.Task;
    }

    /// <summary>Completes when the worker has stopped, or its store was closed; fails when it could not go on.</summary>
    public Task Completion { get; }

    /// <summary>Does jobs of a type.</summary>
    /// <param name="type">The type; others are failures.</param>
    /// <param name="handler">Does one job.</param>
    /// <returns>This worker.</returns>
    /// <exception cref="InvalidOperationException">The worker has started.</exception>
    public JobWorker Handle(string type, JobDelegate handler)
    {
        JobRules.ValidateName(type, nameof(type));
        ArgumentNullException.ThrowIfNull(handler);
        _handlers.Add(type, handler);
        return this;
    }

    /// <summary>Does jobs of a type by their data.</summary>
    /// <typeparam name="TData">The type of the data.</typeparam>
    /// <param name="type">The type of the jobs.</param>
    /// <param name="handler">Does one job; its data is default when the job carries none.</param>
    /// <returns>This worker.</returns>
    /// <exception cref="InvalidOperationException">The worker has started.</exception>
    public JobWorker Handle<TData>(string type, Func<TData?, JobContext, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Handle(type, (context, cancellationToken) => handler(context.Job.GetData<TData>(), context, cancellationToken));
    }

    /// <summary>Does jobs of a type by their data, with a result.</summary>
    /// <typeparam name="TData">The type of the data.</typeparam>
    /// <typeparam name="TResult">The type of the result, which is kept with the job.</typeparam>
    /// <param name="type">The type of the jobs.</param>
    /// <param name="handler">Does one job; its data is default when the job carries none.</param>
    /// <returns>This worker.</returns>
    /// <exception cref="InvalidOperationException">The worker has started.</exception>
    public JobWorker Handle<TData, TResult>(string type, Func<TData?, JobContext, CancellationToken, ValueTask<TResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Handle(type, async (context, cancellationToken) =>
        {
            var result = await handler(context.Job.GetData<TData>(), context, cancellationToken).ConfigureAwait(false);
            context.Acknowledge = lease => _store.Queue.AckAsync(lease, result, CancellationToken.None);
        });
    }

    /// <summary>Does jobs of a type with a handler object.</summary>
    /// <typeparam name="TData">The type of the data.</typeparam>
    /// <param name="type">The type of the jobs.</param>
    /// <param name="handler">Does the jobs.</param>
    /// <returns>This worker.</returns>
    /// <exception cref="InvalidOperationException">The worker has started.</exception>
    public JobWorker Handle<TData>(string type, IJobHandler<TData> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Handle<TData>(type, handler.HandleAsync);
    }

    /// <summary>Puts something around every handler; what is added first is outermost.</summary>
    /// <param name="middleware">Called with what is inside it, which it calls, or not.</param>
    /// <returns>This worker.</returns>
    /// <exception cref="InvalidOperationException">The worker has started.</exception>
    public JobWorker Use(Func<JobContext, JobDelegate, CancellationToken, ValueTask> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _handlers.Add(middleware);
        return this;
    }

    /// <summary>Begins to take jobs.</summary>
    /// <exception cref="InvalidOperationException">The worker has started before.</exception>
    public void Start()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped is not null, this);
            if (_taking is not null)
            {
                throw new InvalidOperationException("The worker has started before.");
            }

            _handlers.Compose();
            _renewing = Task.Run(() => GuardAsync(() => _running.RenewAsync(_ended.Token)));
            _taking = Task.Run(() => GuardAsync(TakeAsync));
        }
    }

    /// <summary>Starts, and works until it is told to stop; then stops as <see cref="StopAsync"/> does.</summary>
    /// <param name="stopping">Tells it to stop.</param>
    /// <returns>A task that completes when the worker has stopped; it fails when the worker could not go on.</returns>
    public async Task RunAsync(CancellationToken stopping)
    {
        Start();
        try
        {
            await new ValueTask(Completion.WaitAsync(stopping)).ConfigureAwait(false);
        }
        catch (Exception) when (stopping.IsCancellationRequested || Completion.IsCompleted)
        {
            // told below
        }

        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        await new ValueTask(Completion).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes no more jobs and waits for those that run, at most <see cref="JobWorkerOptions.DrainTimeout"/>; then cancels them, and gives them
    /// five seconds to end. What still runs then runs on without a lease that is renewed.
    /// </summary>
    /// <param name="cancellationToken">Cuts the wait short: the jobs that run are cancelled at once.</param>
    /// <returns>A task that completes when the worker has stopped.</returns>
    public async ValueTask StopAsync(CancellationToken cancellationToken = default)
    {
        Task stopped;
        lock (_gate)
        {
            stopped = _stopped ??= StopOnceAsync();
        }

        await using (cancellationToken.UnsafeRegister(static cut => _ = ((CancellationTokenSource)cut!).CancelAsync(), _cutShort).ConfigureAwait(false))
        {
            await new ValueTask(stopped).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None).ConfigureAwait(false);
}
