using Polly;
using Polly.Retry;

namespace Mosaic.Postgres.Sessions;

/// <summary>How a connection that is kept open is taken again: from 50 ms to 5 s between attempts, for as long as the store is open.</summary>
internal static class Reconnection
{
    public static ResiliencePipeline Pipeline { get; } = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(static error => error is not OperationCanceledException),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromSeconds(5),
        })
        .Build();
}
