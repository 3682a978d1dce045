namespace Mosaic.Postgres.Sessions;

/// <summary>What a health probe found.</summary>
/// <param name="RoundTrip">How long one query took.</param>
/// <param name="Epoch">The store's epoch now.</param>
/// <param name="EpochAtOpen">The epoch that this instance writes in; with another one its writes are refused.</param>
/// <param name="Owner">team: the store is here. local: it is, or goes, elsewhere.</param>
/// <param name="ServerVersion">The server's.</param>
/// <param name="MigrationsBehind">How many migrations the program knows that the schema lacks.</param>
/// <param name="MigrationsAhead">How many the schema has that the program does not know, all compatible.</param>
internal sealed record PostgresHealth(
    TimeSpan RoundTrip, long Epoch, long EpochAtOpen, string Owner, Version ServerVersion, int MigrationsBehind, int MigrationsAhead)
{
    public bool TakesWrites => Owner == "team" && Epoch == EpochAtOpen;
}
