namespace Mosaic.Benchmarks.Machine;

/// <summary>Where the stores of a run live; gone when it ends.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private int _count;

    public ScratchFolder(string? parent)
    {
        Path = System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), $"mosaic-benchmarks-{Environment.ProcessId}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string Create() => Directory.CreateDirectory(System.IO.Path.Combine(Path, $"{Interlocked.Increment(ref _count)}")).FullName;

    /// <summary>A copy on stable storage, so that what is measured on it does not sync the copying.</summary>
    public string CopyOf(string folder)
    {
        var copy = Create();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var path = System.IO.Path.Combine(copy, System.IO.Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.Copy(file, path);
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }

        return copy;
    }

    public static void Delete(string folder) => Directory.Delete(folder, recursive: true);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
