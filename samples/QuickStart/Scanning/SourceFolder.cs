namespace QuickStart.Scanning;

/// <summary>The folder that is indexed.</summary>
internal static class SourceFolder
{
    /// <param name="named">As the command line names it; null: this repository.</param>
    /// <returns>The full path, without links.</returns>
    public static string Find(string? named)
    {
        var folder = RealPath.Of(named ?? Repository());
        if (File.Exists(folder))
        {
            throw new QuickStartException($"'{folder}' is a file; name the folder that it is in.");
        }

        ThrowIfGone(folder);
        return folder;
    }

    public static void ThrowIfGone(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new QuickStartException($"There is no folder '{folder}'. What was indexed of it before stays in the store.");
        }
    }

    /// <summary>The folder above the program that holds the solution; else the current one.</summary>
    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MosaicEmbedded.sln")))
            {
                return folder.FullName;
            }
        }

        return Environment.CurrentDirectory;
    }
}
