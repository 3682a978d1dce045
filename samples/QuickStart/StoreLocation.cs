namespace QuickStart;

/// <summary>Where the store of a folder is: in the user's data folder, keyed by the folder, never inside it.</summary>
internal static class StoreLocation
{
    /// <summary>The environment variable that names another data folder.</summary>
    public const string Variable = "MOSAIC_QUICKSTART_DATA";

    /// <param name="folder">The indexed folder, in full and without links.</param>
    /// <param name="data">The data folder that the command line names; null: none.</param>
    public static string For(string folder, string? data)
    {
        var root = RealPath.Of(data ?? Environment.GetEnvironmentVariable(Variable) ?? UserData());
        if (IsInside(root, folder))
        {
            throw new QuickStartException($"The data folder '{root}' is inside the folder to index; name another with --data.");
        }

        return Path.Combine(root, StableId.Of(folder)[..16], "app.mosaic");
    }

    private static string UserData()
    {
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return string.IsNullOrEmpty(folder)
            ? throw new QuickStartException("This user has no data folder; name one with --data.")
            : Path.Combine(folder, "mosaic", "quickstart");
    }

    private static bool IsInside(string path, string folder)
    {
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var prefix = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return path.Equals(folder, comparison) || path.StartsWith(prefix, comparison);
    }
}
