namespace Mosaic.Benchmarks.Queries;

/// <summary>One way to find notes by what they hold.</summary>
internal abstract class QuerySide
{
    public abstract string Name { get; }

    /// <summary>Opens a store with the first notes and an index on "user".</summary>
    public abstract Task OpenAsync(string folder, int notes);

    /// <summary>Finds a user's notes by the index and deserializes them.</summary>
    public abstract Task<int> FindByUserAsync(string user);

    /// <summary>Counts the notes above a priority, without an index.</summary>
    public abstract Task<int> CountAboveAsync(int priority);

    /// <summary>Finds the notes above a priority, without an index, and deserializes them.</summary>
    public abstract Task<int> FindAboveAsync(int priority);

    public abstract Task CloseAsync();
}
