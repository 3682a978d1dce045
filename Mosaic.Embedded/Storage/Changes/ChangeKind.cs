namespace Mosaic.Backends;

/// <summary>What kind of row changed; public as its name, lower case, in <see cref="Change.Kind"/>.</summary>
public enum ChangeKind : byte
{
    /// <summary>A document.</summary>
    Document = 1,

    /// <summary>A collection.</summary>
    Collection = 2,

    /// <summary>A queue.</summary>
    Queue = 3,

    /// <summary>A job.</summary>
    Job = 4,

    /// <summary>A preference.</summary>
    Preference = 5,

    /// <summary>An insight.</summary>
    Insight = 6,

    /// <summary>A turn of a conversation.</summary>
    Turn = 7,

    /// <summary>A session.</summary>
    Session = 8,

    /// <summary>A schedule.</summary>
    Schedule = 9,

    /// <summary>A message that a channel keeps.</summary>
    Message = 10,

    /// <summary>A durable subscription.</summary>
    Subscription = 11,
}
