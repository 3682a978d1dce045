namespace Mosaic.Index.Turns;

/// <summary>What one segment of the index has of a user's turns.</summary>
internal sealed class UserPart
{
    public List<SessionPart> Sessions { get; } = [];

    /// <summary>Turns by their speaker's number in the segment.</summary>
    public Dictionary<int, int> Speakers { get; } = [];

    public Dictionary<DateOnly, int> Days { get; } = [];
}
