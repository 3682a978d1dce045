using Microsoft.Extensions.Logging;
using Mosaic.Postgres.Sessions;
using static Mosaic.Postgres.Documents.Parameters;

namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>Goes round in the background: when this process wrote a text, when somebody waits, and every poll. Nobody waits for it, and nothing but vectors fails with it.</summary>
internal sealed partial class VectorUpdater : IAsyncDisposable
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20); // texts that come one by one are taken some at a time
    private static readonly TimeSpan Others = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(1);

    private readonly PostgresSession _session;
    private readonly VectorRound _round;
    private readonly VectorUnits _units;
    private readonly ILogger _logger;
    private readonly Func<CancellationToken, Task> _prepare;
    private readonly Func<CancellationToken, Task> _lookAfter;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private List<TaskCompletionSource> _waiting = [];
    private TaskCompletionSource _asked = NewSource();

    public VectorUpdater(PostgresSession session, VectorRound round, VectorUnits units, ILogger logger, Func<CancellationToken, Task> prepare, Func<CancellationToken, Task> lookAfter)
    {
        (_session, _round, _units, _logger, _prepare, _lookAfter) = (session, round, units, logger, prepare, lookAfter);
        _running = Task.Run(() => RunAsync(_stopping.Token));
    }

    /// <summary>There may be something to do.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _asked.TrySetResult();
        }
    }

    /// <summary>Waits until every text that is there has its vector and no model is being made, whoever makes them.</summary>
    /// <exception cref="MosaicException">Vectors cannot be made now; it is tried again.</exception>
    public Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var waiter = NewSource();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, typeof(PostgresMosaic));
            _waiting.Add(waiter);
            _asked.TrySetResult();
        }

        return waiter.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
#pragma warning disable VSTHRD003 // this instance began it, and it waits for no caller's context
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
        End(TakeWaiting(), static waiter => waiter.TrySetException(new ObjectDisposedException(nameof(PostgresMosaic))));
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        var prepared = false;
        for (var failures = 0; !stopping.IsCancellationRequested;)
        {
            var asked = Ask();
            var waiting = TakeWaiting();
            try
            {
                if (!prepared)
                {
                    await _prepare(stopping).ConfigureAwait(false);
                    prepared = true;
                }

                await RoundAsync(waiting, stopping).ConfigureAwait(false);
                failures = 0;
                await _lookAfter(stopping).ConfigureAwait(false);
            }
            catch (Exception exception) when (stopping.IsCancellationRequested || exception is ObjectDisposedException)
            {
                PutBack(waiting);
                return;
            }
            catch (Exception exception)
            {
                failures++;
                LogBehind(_logger, exception, exception.Message);
                var told = Told(exception);
                End(waiting, waiter => waiter.TrySetException(told));
            }

            var pause = failures == 0 ? _session.Options.PollInterval : PauseMin * Math.Pow(2, Math.Min(failures, 16) - 1);
            await WaitAsync(asked, pause < PauseMax || failures == 0 ? pause : PauseMax, stopping).ConfigureAwait(false);
        }
    }

    private async Task RoundAsync(List<TaskCompletionSource> waiting, CancellationToken stopping)
    {
        var mark = waiting.Count == 0 ? 0 : (await _units.ReadAsync("memory_vector_mark", static row => row.GetInt64(0), stopping).ConfigureAwait(false))[0];
        while (true)
        {
            if (!await _round.RunAsync(stopping).ConfigureAwait(false))
            {
                End(waiting, static waiter => waiter.TrySetException(new MosaicException("Another process opened the store with another embedder, and makes its vectors.")
                {
                    Operation = "embed",
                    Hint = "Open it with one embedder everywhere.",
                }));
                return;
            }

            if (waiting.Count == 0)
            {
                return;
            }

            if (!(await _units.ReadAsync("memory_vector_pending", static row => row.GetBoolean(0), stopping, Of(mark)).ConfigureAwait(false))[0])
            {
                End(waiting, static waiter => waiter.TrySetResult());
                return;
            }

            await Task.Delay(Others, stopping).ConfigureAwait(false); // other processes have the rest
        }
    }

    private async Task WaitAsync(TaskCompletionSource asked, TimeSpan pause, CancellationToken stopping)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
#pragma warning disable VSTHRD003 // it completes when somebody asks, and waits for no caller's context
        await Task.WhenAny(asked.Task, Task.Delay(pause, _session.Options.TimeProvider, waiting.Token)).ConfigureAwait(false);
#pragma warning restore VSTHRD003
        await waiting.CancelAsync().ConfigureAwait(false);
        lock (_gate)
        {
            if (_waiting.Count > 0)
            {
                return;
            }
        }

        await Task.Delay(Gathering, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private TaskCompletionSource Ask()
    {
        lock (_gate)
        {
            if (_asked.Task.IsCompleted)
            {
                _asked = NewSource();
            }

            return _asked;
        }
    }

    private List<TaskCompletionSource> TakeWaiting()
    {
        lock (_gate)
        {
            var taken = _waiting;
            _waiting = [];
            return taken;
        }
    }

    private void PutBack(List<TaskCompletionSource> waiting)
    {
        lock (_gate)
        {
            _waiting.AddRange(waiting);
        }
    }

    private static void End(List<TaskCompletionSource> waiting, Action<TaskCompletionSource> end) => waiting.ForEach(end);

    private static MosaicException Told(Exception exception) => new($"Vectors cannot be made now: {exception.Message}", exception)
    {
        Operation = "embed",
        Hint = "Texts are stored and found by keywords. It is tried again in the background.",
        IsTransient = true,
    };

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(5, LogLevel.Warning, "Vectors fall behind: {Message} Searches answer by keywords; it is tried again.")]
    private static partial void LogBehind(ILogger logger, Exception exception, string message);
}
