namespace Mosaic;

/// <summary>What <see cref="PostgresMosaic.CheckHealthAsync"/> found.</summary>
/// <param name="RoundTrip">How long the server took to answer one query.</param>
/// <param name="ServerVersion">The server's version.</param>
/// <param name="Epoch">The store's epoch now; a move of the store raises it.</param>
/// <param name="EpochAtOpen">The epoch that this instance writes in; at another one its writes are refused.</param>
/// <param name="Owner">Where the store is: <c>team</c>, here; <c>local</c>, it was moved to a file, or is about to be.</param>
/// <param name="MigrationsBehind">How many migrations this program knows that the schema lacks.</param>
/// <param name="MigrationsAhead">How many the schema has that this program does not know, all compatible with it.</param>
public sealed record PostgresHealth(
    TimeSpan RoundTrip, Version ServerVersion, long Epoch, long EpochAtOpen, string Owner, int MigrationsBehind, int MigrationsAhead)
{
    /// <summary>The server takes no writes of anybody: it is a standby, or set to be read-only.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether writes of this instance are taken now.</summary>
    public bool TakesWrites => !IsReadOnly && Owner == "team" && Epoch == EpochAtOpen;
}
