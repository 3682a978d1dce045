namespace Mosaic.Storage.Rows;

/// <summary>The first byte of a row's key: which table it belongs to.</summary>
internal enum RowTable : byte
{
    Counter = 1,
    Feed = 2,
    Change = 3,
    Collection = 4,
    Document = 5,
    IndexEntry = 6,
    Expiry = 7,
    Queue = 8,
    Job = 9,
    JobDelayed = 10,
    JobDue = 11,
    JobDone = 12,
    JobDead = 13,
    JobId = 14,
    JobAttempt = 15,
    Preference = 32,
    Insight = 33,
    Turn = 34,
    Session = 35,
    SessionRecency = 36,
    UserMemory = 37,
    TurnId = 38,
    Vector = 39,
}
