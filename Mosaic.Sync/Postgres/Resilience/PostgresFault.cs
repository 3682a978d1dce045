namespace Mosaic.Postgres.Resilience;

/// <summary>What an error of the server or of the way to it says about trying again.</summary>
internal enum PostgresFault
{
    /// <summary>Trying again does not help.</summary>
    Final,

    /// <summary>Another transaction was in the way, and nothing was applied.</summary>
    Conflict,

    /// <summary>The server has no room for one more now, or the pool has not.</summary>
    Busy,

    /// <summary>No answer in time: applied or not.</summary>
    Slow,

    /// <summary>The connection broke, or there is none: what was sent is applied or not.</summary>
    Connection,
}
