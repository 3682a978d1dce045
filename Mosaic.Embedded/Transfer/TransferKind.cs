namespace Mosaic.Backends;

/// <summary>
/// Kinds of rows that hold what the application stored. All else in a file (index entries, places in the order of time, counters) follows
/// from them and is made anew. A number is the first byte of the rows' keys: only add.
/// </summary>
public enum TransferKind : byte
{
    /// <summary>An entry of the change record: key 3, number (8, big-endian).</summary>
    Change = 3,

    /// <summary>A collection with its declared indexes and texts.</summary>
    Collection = 4,

    /// <summary>A document.</summary>
    Document = 5,

    /// <summary>A queue and its settings.</summary>
    Queue = 8,

    /// <summary>A job that is ready or leased.</summary>
    Job = 9,

    /// <summary>A job that waits for its time.</summary>
    JobDelayed = 10,

    /// <summary>A job that was acknowledged.</summary>
    JobDone = 12,

    /// <summary>A dead letter.</summary>
    JobDead = 13,

    /// <summary>A failed attempt of a job.</summary>
    JobAttempt = 15,

    /// <summary>A job that waits for its key.</summary>
    JobBlocked = 16,

    /// <summary>A job that waits for its children.</summary>
    JobParent = 17,

    /// <summary>A job that was withdrawn.</summary>
    JobCancelled = 18,

    /// <summary>A job's progress, or a line of its log.</summary>
    JobNote = 21,

    /// <summary>What a parent knows of one child.</summary>
    JobChild = 22,

    /// <summary>How many children a parent waits for.</summary>
    JobFlow = 23,

    /// <summary>A schedule.</summary>
    JobSchedule = 24,

    /// <summary>A message that a channel keeps.</summary>
    ChannelMessage = 28,

    /// <summary>A durable subscription and how far it came.</summary>
    ChannelSubscription = 29,

    /// <summary>Up to where a channel's messages were let go.</summary>
    ChannelTrim = 30,

    /// <summary>A preference.</summary>
    Preference = 32,

    /// <summary>An insight.</summary>
    Insight = 33,

    /// <summary>A turn of a session.</summary>
    Turn = 34,

    /// <summary>A session.</summary>
    Session = 35,

    /// <summary>The vector that came with an insight.</summary>
    InsightVector = 39,

    /// <summary>Who has a deduplication key.</summary>
    JobDeduplication = 40,

    /// <summary>A vector that the store made of a text, with its model's id.</summary>
    TextVector = 42,

    /// <summary>A part of a trained model.</summary>
    TextModel = 43,

    /// <summary>The state of a corpus: texts whose vectors are compared.</summary>
    VectorCorpus = 44,

    /// <summary>How far vectors follow the texts, and texts that the embedder refused.</summary>
    VectorMark = 45,

    /// <summary>Files may still hold what was forgotten.</summary>
    Forgotten = 47,
}
