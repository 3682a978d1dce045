using Mosaic;

namespace QuickStart;

/// <summary>How the program ends, and the one line that says why.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int CannotGoOn = 1;
    public const int SomeFilesFailed = 2;

    /// <summary>By Ctrl+C or SIGTERM, in the middle of the work. At the prompt that is an ordinary end.</summary>
    public const int Stopped = 130;

    public static async Task<int> OfAsync(Func<CancellationToken, Task<int>> run, CancellationToken stop)
    {
        try
        {
            return await run(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. What was indexed stays; run again to go on.");
            return Stopped;
        }
        catch (MosaicException exception)
        {
            await Console.Error.WriteLineAsync($"{exception.Message} {exception.Hint}".TrimEnd());
            return CannotGoOn;
        }
        catch (Exception exception) when (exception is QuickStartException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return CannotGoOn;
        }
    }
}
