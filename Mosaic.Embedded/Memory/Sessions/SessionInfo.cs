namespace Mosaic;

/// <summary>A session in one line.</summary>
/// <param name="SessionId">The session's id.</param>
/// <param name="UserId">Whose session it is.</param>
/// <param name="StartedAt">When its first turn was.</param>
/// <param name="LastAt">When its last turn was.</param>
/// <param name="Turns">How many turns it has.</param>
/// <param name="Archived">It was archived.</param>
public sealed record SessionInfo(string SessionId, string UserId, DateTimeOffset StartedAt, DateTimeOffset LastAt, int Turns, bool Archived);
