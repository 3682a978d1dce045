namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>The system's clock, that does something when it is asked: on a store's write loop, thus between the staging of files and their renames.</summary>
internal sealed class ActingClock(string folder) : TimeProvider
{
    private Action? _act;
    private bool _staged;

    /// <summary>Does it once, when the next write has its files under temporary names.</summary>
    public void OnceStaged(Action act) => (_act, _staged) = (act, true);

    /// <summary>Does it once, when it is asked next.</summary>
    public void OnceAsked(Action act) => (_act, _staged) = (act, false);

    public override DateTimeOffset GetUtcNow()
    {
        if (_act is not null && (!_staged || Directory.EnumerateFiles(folder, ".*.tmp", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Any()))
        {
            Interlocked.Exchange(ref _act, null)?.Invoke();
        }

        return base.GetUtcNow();
    }
}
