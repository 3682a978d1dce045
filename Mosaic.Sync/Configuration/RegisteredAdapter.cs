namespace Mosaic.Configuration;

/// <summary>An adapter of someone else's: what it throws becomes an error of a store, and no secret leaves with it.</summary>
internal sealed class RegisteredAdapter(string name, Func<MosaicConfiguration, CancellationToken, ValueTask<IMosaic>> open)
{
    public async ValueTask<IMosaic> OpenAsync(MosaicConfiguration configuration, CancellationToken cancellationToken)
    {
        IMosaic? store;
        try
        {
            store = await open(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            var secrets = SecretText.Of(configuration);
            if (secrets.Any(secret => Told(error).Contains(secret, StringComparison.Ordinal)))
            {
                // Without the inner exception, which would be printed with this one.
                throw Failed($"{error.GetType().Name}: {SecretText.Redact(error.Message, secrets)}", null, (error as MosaicException)?.IsTransient ?? false);
            }

            if (error is MosaicException)
            {
                throw;
            }

            throw Failed($"{error.GetType().Name}: {error.Message}", error, transient: false);
        }

        return store ?? throw Failed("it returned no store.", null, transient: false);
    }

    private static string Told(Exception error) => error is MosaicException mosaic ? $"{error}\n{mosaic.Target}\n{mosaic.Hint}" : error.ToString();

    private MosaicException Failed(string reason, Exception? inner, bool transient) => new($"The adapter '{name}' did not open a store: {reason}", inner)
    {
        Operation = "open",
        Target = name,
        Hint = "Look into the adapter: what it reports is its own.",
        IsTransient = transient,
    };
}
