namespace Mosaic.Benchmarks.Inserts;

/// <summary>One way to insert a note durably. An insert has completed once the note survives what <see cref="Durability"/> says.</summary>
internal abstract class InsertSide
{
    public abstract string Name { get; }

    public abstract string Durability { get; }

    /// <summary>Leaves a closed store with the first notes.</summary>
    public abstract Task SeedAsync(string folder, int notes);

    public abstract Task OpenAsync(string folder);

    /// <summary>Inserts the note of a number; called by many at once.</summary>
    public abstract ValueTask InsertAsync(long number);

    public abstract Task CloseAsync();
}
