using System.Diagnostics;

namespace Mosaic.Benchmarks.Machine;

/// <summary>The source that was measured.</summary>
internal static class SourceRevision
{
    /// <summary>The repository's folder, found from where the benchmarks were built.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The commit, and whether the tree differs from it; results apart, which a run itself writes.</summary>
    public static string Describe()
    {
        var commit = Git("rev-parse", "HEAD");
        return commit is null ? "unknown" : Git("status", "--porcelain", "--", ".", ":!Mosaic.Benchmarks/results") is "" ? commit : commit + " + local changes";
    }

    private static string? Git(params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no git here
        }
    }

    private static string FindRoot()
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
