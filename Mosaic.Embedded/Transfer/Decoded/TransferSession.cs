namespace Mosaic.Backends;

/// <summary>A session.</summary>
/// <param name="Id">Its id.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Version">Counts its changes.</param>
/// <param name="StartedAt">The earliest time of its turns.</param>
/// <param name="LastAt">The latest.</param>
/// <param name="Turns">How many turns it has.</param>
/// <param name="LastNumber">The number of the last turn that it ever had.</param>
/// <param name="Archived">Whether it is archived.</param>
public sealed record TransferSession(
    string Id, string User, long Version, DateTimeOffset StartedAt, DateTimeOffset LastAt, long Turns, long LastNumber, bool Archived) : TransferRow;
