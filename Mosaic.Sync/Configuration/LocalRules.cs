namespace Mosaic.Configuration;

/// <summary>Where the local tier's file is, and what its fields must be.</summary>
internal static class LocalRules
{
    private const string Home = "~/";
    private const string FileName = "app.mosaic";
    private const string NotInNames = "/\\:*?\"<>|";

    public static void Check(MosaicConfiguration configuration, List<ConfigurationProblem> problems)
    {
        if (IsLocal(configuration))
        {
            Resolve(configuration, problems);
        }

        if (!Enum.IsDefined(configuration.Local.Durability))
        {
            var value = $"{configuration.Local.Durability}";
            problems.Add(ConfigurationRules.Problem(configuration, ConfigurationFields.LocalDurability, value, $"There is no durability {value}.", "Write full or relaxed."));
        }
    }

    /// <summary>A path read in a file begins at the file's folder.</summary>
    public static string InFolder(string? folder, string path) =>
        folder is null || string.IsNullOrWhiteSpace(path) || path.StartsWith(Home, StringComparison.Ordinal) ? path : Path.Combine(folder, path);

    /// <summary>The full path of the file; null: something is wrong.</summary>
    public static string? Resolve(MosaicConfiguration configuration, List<ConfigurationProblem> problems) =>
        configuration.Local.Path is { } path ? Given(configuration, path, problems) : Default(configuration, problems);

    private static bool IsLocal(MosaicConfiguration configuration) =>
        string.Equals(configuration.AdapterName, AdapterNames.Local, StringComparison.OrdinalIgnoreCase);

    private static string? Given(MosaicConfiguration configuration, string path, List<ConfigurationProblem> problems)
    {
        string? wrong = null;
        if (string.IsNullOrWhiteSpace(path))
        {
            wrong = "The path is empty.";
        }
        else if (path.Contains('\0', StringComparison.Ordinal))
        {
            wrong = "The path holds U+0000.";
        }
        else
        {
            var full = Path.GetFullPath(path.StartsWith(Home, StringComparison.Ordinal)
                ? Path.Combine(Folder(Environment.SpecialFolder.UserProfile), path[Home.Length..])
                : path);
            if (!Path.EndsInDirectorySeparator(full) && !Directory.Exists(full))
            {
                return full;
            }

            wrong = $"'{SecretText.Shown(path)}' names a folder.";
        }

        problems.Add(ConfigurationRules.Problem(
            configuration, ConfigurationFields.LocalPath, SecretText.Shown(path), wrong, "Write the path of a file, or leave the field out for the user's data folder."));
        return null;
    }

    private static string? Default(MosaicConfiguration configuration, List<ConfigurationProblem> problems)
    {
        var name = configuration.Application;
        if (string.IsNullOrWhiteSpace(name) || name.Trim() != name || name.EndsWith('.') || name.Any(letter => char.IsControl(letter) || NotInNames.Contains(letter)))
        {
            problems.Add(ConfigurationRules.Problem(
                configuration, ConfigurationFields.Application, SecretText.Shown(name), $"'{SecretText.Shown(name)}' cannot name a folder.",
                $"Write a name without {NotInNames}, control characters, a full stop at its end, and spaces around it."));
            return null;
        }

        var data = Folder(Environment.SpecialFolder.LocalApplicationData);
        if (data.Length == 0)
        {
            problems.Add(ConfigurationRules.Problem(configuration, ConfigurationFields.LocalPath, null, "This user has no data folder.", "Write the path of a file, or set HOME."));
            return null;
        }

        return Path.GetFullPath(Path.Combine(data, name, FileName));
    }

    // Not verified: what does not exist yet is created, and would be an empty text.
    private static string Folder(Environment.SpecialFolder folder) => Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
}
