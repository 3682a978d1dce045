using Microsoft.Extensions.Logging;

namespace Mosaic.Postgres.Memory;

/// <summary>Deletes insights that have expired, in the background. They are not found from that instant on; several processes share the work.</summary>
internal sealed class MemoryUpkeep : IAsyncDisposable
{
    private const int InsightsMax = 500;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly Action<ILogger, Exception?> LogFailed = LoggerMessage.Define(
        LogLevel.Warning, new EventId(1, "MemoryUpkeepFailed"), "Expired insights were not deleted; it is tried again later.");

    private readonly MemoryContext _context;
    private readonly CancellationTokenSource _closing = new();
    private readonly ILogger? _logger;
    private readonly Task _running;

    public MemoryUpkeep(MemoryContext context)
    {
        _context = context;
        _logger = context.Session.Options.LoggerFactory?.CreateLogger("Mosaic.Memory");
        _running = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
#pragma warning disable VSTHRD003 // this instance began it, and it waits for no caller's context
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Every, _context.Session.Options.TimeProvider);
        while (await timer.WaitForNextTickAsync(_closing.Token).ConfigureAwait(false))
        {
            try
            {
                while ((await _context.WriteAsync("expire insights", 1, unit => _context.Statements.Expire(unit, InsightsMax), _closing.Token).ConfigureAwait(false))[0] == InsightsMax)
                {
                    // There are more.
                }
            }
            catch (Exception error) when (error is MosaicException or ObjectDisposedException)
            {
                if (_logger is not null)
                {
                    LogFailed(_logger, error);
                }
            }
        }
    }
}
