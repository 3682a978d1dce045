namespace Mosaic.Samples;

/// <summary>Where the samples and their builds are.</summary>
internal static class SampleProgram
{
    public static string Repository { get; } = FindRepository();

    /// <summary>The program of a sample, of the configuration that the tests were built in.</summary>
    public static string Find(string name)
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!);
        return Path.Combine(Repository, "samples", name, "bin", configuration, "net10.0", $"{name}.dll");
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "MosaicEmbedded.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
