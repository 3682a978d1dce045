namespace Mosaic.Benchmarks.Searching;

/// <summary>One of what is compared.</summary>
internal abstract class SearchSide
{
    public abstract string Name { get; }

    /// <summary>Loads the first turns of a user.</summary>
    public abstract Task LoadAsync(string folder, int turns);

    /// <returns>How many were found, and whether the turn that was asked about is among them.</returns>
    public abstract ValueTask<(int Found, bool Answer)> SearchAsync(int number);

    public abstract ValueTask CloseAsync();
}
