namespace Mosaic.Benchmarks.Reads;

/// <summary>One way to read a note's JSON by its id; each read sees the newest committed state.</summary>
internal abstract class ReadSide
{
    public abstract string Name { get; }

    public abstract Task OpenAsync(string folder);

    /// <summary>Reads one after the other, each to the end of its JSON.</summary>
    /// <returns>Bytes read: proof that nothing was left out.</returns>
    public abstract Task<long> ReadAsync(string[] ids);

    public abstract Task CloseAsync();
}
