using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Mosaic.Configuration;

namespace Mosaic;

/// <summary>Which store an application opens, decided at run time: the same code, one line of configuration.</summary>
/// <remarks>
/// Made in code, by <see cref="Load"/> from <c>mosaic.json</c> and the environment, or by <see cref="From"/> from .NET's configuration.
/// Names are those of the properties, in any case: <c>local.path</c> in the file, <c>MOSAIC_LOCAL__PATH</c> in the environment.
/// Not thread-safe while it is changed. What it holds of secrets is in neither its text nor any exception's.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class MosaicConfiguration
{
    /// <summary>Where the store lives: <c>local</c> or <c>team</c>.</summary>
    /// <value><see cref="MosaicTier.Local"/>. <see cref="MosaicTier.Enterprise"/> is reserved: it is refused as not available yet.</value>
    public MosaicTier Tier { get; set; } = MosaicTier.Local;

    /// <summary>Which adapter opens it, by the name it was registered with (<see cref="MosaicFactory.Register"/>), in any case.</summary>
    /// <value>null: <c>local</c> for the local tier, <c>postgres</c> for the team tier.</value>
    public string? Adapter { get; set; }

    /// <summary>The application's name: its folder among the user's data. Programs that share a store give the same one.</summary>
    /// <value>The name of the program's main assembly.</value>
    public string Application { get; set; } = Assembly.GetEntryAssembly()?.GetName().Name ?? "mosaic";

    /// <summary>Refuses a memory call that names no user, as <see cref="MosaicOptions.RequireUser"/> does; on every tier.</summary>
    /// <value>false.</value>
    public bool RequireUser { get; set; }

    /// <summary>What the local tier takes; not looked at on another.</summary>
    /// <value>Its defaults.</value>
    public LocalConfiguration Local { get; } = new();

    /// <summary>What the team tier takes; not looked at on another.</summary>
    /// <value>Its defaults, without a connection.</value>
    public TeamConfiguration Team { get; } = new();

    /// <summary>What an adapter of someone else's takes: the section <c>settings</c>, nested names joined by a colon, in any case. The values are not printed.</summary>
    /// <value>Empty.</value>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    [JsonIgnore]
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds what a file cannot hold (an embedder, JSON options, a logger), in code: it has the last word over the options made of this configuration.</summary>
    /// <value>null: nothing is added.</value>
    [JsonIgnore]
    public Action<MosaicOptions>? ConfigureOptions { get; set; }

    /// <summary>Where each field was read, by its name; a field that is missing here was set in code or has its default.</summary>
    internal Dictionary<string, string> Sources { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads <c>mosaic.json</c> and the environment variables that begin with <c>MOSAIC_</c>; of a field in both the environment counts.</summary>
    /// <remarks>
    /// The file is JSON; comments and trailing commas are allowed. A variable is <c>MOSAIC_</c> and the field's name, with <c>__</c> between a section
    /// and its field; <c>MOSAIC_PATH</c> and <c>MOSAIC_CONNECTION</c> are short for <c>MOSAIC_LOCAL__PATH</c> and <c>MOSAIC_TEAM__CONNECTIONSTRING</c>.
    /// An empty one counts as not set. One that names no field is left to other programs, unless it is nearly the name of one. Of <c>connectionString</c>
    /// and <c>connectionStringVariable</c> the environment's replaces either of the file's. A relative path in the file begins at the file's folder.
    /// </remarks>
    /// <param name="path">The file, which must exist. null: <c>mosaic.json</c> in the current folder, else beside the program, else none.</param>
    /// <returns>The configuration, checked; the store is not opened yet.</returns>
    /// <exception cref="MosaicConfigurationException">The file cannot be read or is not valid JSON, or fields are unknown or wrong: all of them are named at once.</exception>
    public static MosaicConfiguration Load(string? path = null)
    {
        if (path is not null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(path);
        }

        var reader = new ConfigurationReader();
        var environment = EnvironmentSettings.Read(reader.Problems);
        reader.Add(path is null ? JsonFileSettings.ReadNearest(reader.Problems) : JsonFileSettings.Read(Path.GetFullPath(path), reader.Problems));
        reader.Override(environment);
        return reader.ToConfiguration();
    }

    /// <summary>Reads .NET's configuration, whatever it was built of; its own order of sources decides, and no environment variable is read beside it.</summary>
    /// <param name="configuration">
    /// The whole of it is Mosaic's: of an application's configuration pass the section, <c>builder.Configuration.GetSection("Mosaic")</c>.
    /// A relative path begins at the current folder.
    /// </param>
    /// <returns>The configuration, checked; the store is not opened yet.</returns>
    /// <exception cref="MosaicConfigurationException">The section does not exist, or fields are unknown or wrong: all of them are named at once.</exception>
    public static MosaicConfiguration From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var reader = new ConfigurationReader();
        reader.Add(ConfigurationSettings.Read(configuration, reader.Problems));
        return reader.ToConfiguration();
    }

    /// <summary>Checks every field, as opening does.</summary>
    /// <exception cref="MosaicConfigurationException">Fields are wrong or missing: all of them are named at once.</exception>
    public void Validate()
    {
        var problems = ConfigurationRules.Check(this);
        if (problems.Count > 0)
        {
            throw new MosaicConfigurationException(problems);
        }
    }

    /// <summary>The file of the local tier: <see cref="LocalConfiguration.Path"/> in full or, without one, <c>app.mosaic</c> in the application's folder among the user's data.</summary>
    /// <remarks>The user's data are where .NET puts <see cref="Environment.SpecialFolder.LocalApplicationData"/>: on Linux <c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>.</remarks>
    /// <returns>A full path; nothing is created.</returns>
    /// <exception cref="MosaicConfigurationException">There is no such folder, as for a user without a home, or the path or the application's name is not valid.</exception>
    public string GetLocalPath()
    {
        List<ConfigurationProblem> problems = [];
        return LocalRules.Resolve(this, problems) ?? throw new MosaicConfigurationException(problems);
    }

    /// <summary>The options that this configuration makes, <see cref="ConfigureOptions"/> applied. For adapters.</summary>
    /// <returns>New options at each call.</returns>
    public MosaicOptions CreateOptions()
    {
        var options = new MosaicOptions { Durability = Local.Durability, ReadOnly = Local.ReadOnly, RequireUser = RequireUser };
        ConfigureOptions?.Invoke(options);
        return options;
    }

    /// <summary>The tier, the adapter and where the store is; no secret.</summary>
    public override string ToString()
    {
        var place = Tier switch
        {
            MosaicTier.Local => $"path {SecretText.Shown(Local.Path) ?? "in the user's data folder"}",
            MosaicTier.Team => Team.ToString(),
            _ => "not available yet",
        };
        return $"{Tier} tier, adapter {SecretText.Shown(AdapterName)}, {place}";
    }

    /// <summary>The adapter that opens this configuration.</summary>
    internal string AdapterName => Adapter ?? (Tier == MosaicTier.Local ? AdapterNames.Local : AdapterNames.Postgres);
}
