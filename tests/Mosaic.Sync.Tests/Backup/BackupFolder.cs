namespace Mosaic.Sync.Tests.Backup;

/// <summary>A folder that is gone when the test is over.</summary>
internal sealed class BackupFolder : IDisposable
{
    public BackupFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"mosaic-{Guid.NewGuid():N}");

    public string[] Files => [.. Directory.EnumerateFiles(Path).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal)!];

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A test that failed may hold a file open still.
        }
    }
}
