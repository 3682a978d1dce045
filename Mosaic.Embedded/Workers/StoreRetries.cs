using Microsoft.Extensions.Logging;

namespace Mosaic.Workers;

/// <summary>Waits out errors of the store that pass, such as a full disk.</summary>
internal sealed class StoreRetries(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public async ValueTask<T> RunAsync<T>(string what, Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        for (var wait = First; ; wait = wait * 2 > Longest ? Longest : wait * 2)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (MosaicException exception) when (exception.IsTransient || exception is StoreFullException)
            {
                logger.LogWarning(exception, "The store could not {What}; it is tried again in {Wait}.", what, wait);
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
