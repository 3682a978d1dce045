namespace Mosaic.Embedded.Tests;

/// <summary>A folder that is gone when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"mosaic-{Guid.NewGuid():N}");

    public string Store => File("app.mosaic");

    public string[] Files => [.. Directory.EnumerateFiles(Path).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal)!];

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The store's files as they stand now, beside their owner: what a kill at this instant would leave.</summary>
    public TemporaryFolder Abandon()
    {
        var copy = new TemporaryFolder();
        foreach (var name in new[] { "app.mosaic", "app.mosaic.wal", "app.mosaic.leases" })
        {
            if (System.IO.File.Exists(File(name)))
            {
                System.IO.File.Copy(File(name), copy.File(name));
            }
        }

        return copy;
    }

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
