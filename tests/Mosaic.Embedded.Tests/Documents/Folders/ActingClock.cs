namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>The system's clock, that does something when it is asked: on a store's write loop, thus between the staging of files and their renames.</summary>
internal sealed class ActingClock(string folder) : TimeProvider
{
    private Action? _act;

    /// <summary>Does it once, when the next write has its files under temporary names.</summary>
    public void OnceStaged(Action act) => _act = act;

    public override DateTimeOffset GetUtcNow()
    {
        if (_act is not null && Directory.EnumerateFiles(folder, ".*.tmp", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Any())
        {
            Interlocked.Exchange(ref _act, null)?.Invoke();
        }

        return base.GetUtcNow();
    }
}
