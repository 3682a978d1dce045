using Microsoft.Extensions.Logging;

namespace Mosaic.Postgres.Sessions;

/// <summary>Does something from time to time until it is disposed; what fails is logged and tried again in the next round.</summary>
internal sealed class BackgroundRounds : IAsyncDisposable
{
    private static readonly Action<ILogger, string, TimeSpan, Exception?> LogFailed = LoggerMessage.Define<string, TimeSpan>(
        LogLevel.Warning, new EventId(1, "RoundFailed"), "In the background, '{Work}' failed; it is tried again in {Period}.");

    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;

    /// <param name="options">The clock and the log.</param>
    /// <param name="work">What is done, as the log names it.</param>
    /// <param name="period">From one round to the next.</param>
    /// <param name="round">One round; its token is cancelled when this is disposed.</param>
    public BackgroundRounds(PostgresOptions options, string work, TimeSpan period, Func<CancellationToken, Task> round) =>
        _running = Task.Run(() => RunAsync(options, work, period, round));

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
#pragma warning disable VSTHRD003 // this instance began it, and it waits for no caller's context
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
        _closing.Dispose();
    }

    private async Task RunAsync(PostgresOptions options, string work, TimeSpan period, Func<CancellationToken, Task> round)
    {
        using var timer = new PeriodicTimer(period, options.TimeProvider);
        while (await timer.WaitForNextTickAsync(_closing.Token).ConfigureAwait(false))
        {
            try
            {
                await round(_closing.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is MosaicException or ObjectDisposedException)
            {
                if (options.LoggerFactory?.CreateLogger("Mosaic.Postgres") is { } logger)
                {
                    LogFailed(logger, work, period, error);
                }
            }
        }
    }
}
