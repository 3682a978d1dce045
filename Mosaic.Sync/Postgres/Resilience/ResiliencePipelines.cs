using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Mosaic.Postgres.Resilience;

/// <summary>Runs what is safe to run again: reads, and write units, which have an idempotency key.</summary>
/// <remarks>Conflicts are bounded by number, since each is progress of another; the rest by time. An open circuit is waited for within
/// the same time: it spares the server a storm of connections, and the callers see no difference.</remarks>
internal sealed class ResiliencePipelines
{
    private static readonly ResiliencePropertyKey<long> FirstFailure = new("mosaic.first-failure");
    private static readonly ResiliencePropertyKey<int> Conflicts = new("mosaic.conflicts");

    private readonly ResilienceSettings _settings;
    private readonly ResiliencePipeline _pipeline;

    public ResiliencePipelines(ResilienceSettings settings, ILogger? logger = null)
    {
        _settings = settings;
        _pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(ShouldRetry(arguments.Context, arguments.Outcome.Exception)),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = _settings.Delay,
                MaxDelay = _settings.DelayMax,
                OnRetry = arguments => Tell(logger, arguments),
                DelayGenerator = static arguments => ValueTask.FromResult((arguments.Outcome.Exception as BrokenCircuitException)?.RetryAfter),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = static arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is { } error && PostgresFaults.Classify(error) == PostgresFault.Connection),
                FailureRatio = 0.9,
                MinimumThroughput = _settings.BreakAfter,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = _settings.Break,
            })
            .Build();
    }

    /// <param name="run">One attempt, on a connection of its own.</param>
    /// <param name="state">What it works on.</param>
    /// <param name="cancellationToken">Ends the attempts and the waits between them.</param>
    /// <exception cref="Exception">The last attempt's, as it was.</exception>
    public async ValueTask<T> ExecuteAsync<TState, T>(
        Func<TState, CancellationToken, ValueTask<T>> run, TState state, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (context, call) => await call.run(call.state, context.CancellationToken).ConfigureAwait(false),
                context,
                (run, state)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ValueTask Tell(ILogger? logger, OnRetryArguments<object> arguments)
    {
        if (arguments.AttemptNumber == 0 && arguments.Outcome.Exception is { } error && PostgresFaults.Classify(error) is not (PostgresFault.Conflict or PostgresFault.Final))
        {
            logger?.LogWarning("The server did not serve a call; it is tried again for up to {Window}: {Error}", _settings.Window, error.Message);
        }

        return default;
    }

    private bool ShouldRetry(ResilienceContext context, Exception? error)
    {
        switch (error is null ? PostgresFault.Final : PostgresFaults.Classify(error))
        {
            case PostgresFault.Final:
                return false;
            case PostgresFault.Conflict:
                var conflicts = context.Properties.GetValue(Conflicts, 0) + 1;
                context.Properties.Set(Conflicts, conflicts);
                return conflicts < _settings.ConflictAttemptsMax;
            default:
                var now = Stopwatch.GetTimestamp();
                var first = context.Properties.GetValue(FirstFailure, now);
                context.Properties.Set(FirstFailure, first);
                return Stopwatch.GetElapsedTime(first, now) < _settings.Window;
        }
    }
}
