namespace QuickStart.Indexing;

/// <summary>A file in one state: its size and time, or gone.</summary>
internal sealed record FileVersion(string Path, string State)
{
    public string JobKey => StableId.Of(Path, State);
}
