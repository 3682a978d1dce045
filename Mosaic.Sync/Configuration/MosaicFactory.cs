using System.Collections.Concurrent;
using Mosaic.Configuration;

namespace Mosaic;

/// <summary>Opens the store that a configuration names.</summary>
/// <remarks>Thread-safe. Adapters are registered for the process, once each, usually as it starts.</remarks>
public static class MosaicFactory
{
    private static readonly ConcurrentDictionary<string, Func<MosaicConfiguration, CancellationToken, ValueTask<IMosaic>>> Adapters =
        new(StringComparer.OrdinalIgnoreCase) { [AdapterNames.Local] = LocalAdapter.OpenAsync, [AdapterNames.Postgres] = PostgresAdapter.OpenAsync };

    /// <summary>Opens the store; what uses it need not know which it is.</summary>
    /// <param name="configuration">null: the local tier with its defaults, in the user's data folder; neither a file nor the environment is read.</param>
    /// <param name="cancellationToken">Cancels the call before it begins; an adapter may honour it for longer.</param>
    /// <returns>The store, which the caller disposes.</returns>
    /// <exception cref="MosaicConfigurationException">Fields are wrong or missing, or no adapter of that name is registered.</exception>
    /// <exception cref="MosaicException">The store cannot be opened: what its adapter reports. What an adapter throws otherwise is the inner exception, unless it tells a secret.</exception>
    public static ValueTask<IMosaic> OpenAsync(MosaicConfiguration? configuration = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        configuration ??= new MosaicConfiguration();
        configuration.Validate();
        return Adapters.TryGetValue(configuration.AdapterName, out var open)
            ? open(configuration, cancellationToken)
            : throw new MosaicConfigurationException([Unknown(configuration)]);
    }

    /// <summary>Makes an adapter known: a backend of one's own, chosen by <see cref="MosaicConfiguration.Adapter"/>.</summary>
    /// <param name="adapter">Its name, in any case: letters, digits, dots, hyphens and underscores. <c>local</c> and <c>postgres</c> are taken.</param>
    /// <param name="open">
    /// Opens a store. It reads <see cref="MosaicConfiguration.Settings"/>, <see cref="TeamConfiguration.GetConnectionString"/> and
    /// <see cref="MosaicConfiguration.CreateOptions"/>; the configuration was checked before.
    /// </param>
    /// <exception cref="ArgumentException">That is no name.</exception>
    /// <exception cref="MosaicException">An adapter of that name is registered already; it stays.</exception>
    public static void Register(string adapter, Func<MosaicConfiguration, CancellationToken, ValueTask<IMosaic>> open)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(adapter);
        ArgumentNullException.ThrowIfNull(open);
        if (!adapter.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'))
        {
            throw new ArgumentException($"'{adapter}' is no adapter's name: write letters a to z, digits, dots, hyphens and underscores.", nameof(adapter));
        }

        if (!Adapters.TryAdd(adapter, new RegisteredAdapter(adapter, open).OpenAsync))
        {
            throw new MosaicException($"An adapter '{adapter}' is registered already.")
            {
                Operation = "register",
                Target = adapter,
                Hint = "Register each adapter once as the process starts, under a name of its own.",
            };
        }
    }

    private static ConfigurationProblem Unknown(MosaicConfiguration configuration)
    {
        var adapter = SecretText.Shown(configuration.AdapterName);
        var known = $"Registered are: {string.Join(", ", Adapters.Keys.Order(StringComparer.OrdinalIgnoreCase))}.";
        return ConfigurationRules.Problem(
            configuration, ConfigurationFields.Adapter, adapter, $"No adapter '{adapter}' is registered.",
            $"Register it with MosaicFactory.Register before opening, or mend the name. {known}");
    }
}
