namespace Mosaic.Storage.Changes;

/// <summary>What kind of row changed; public as its name, lower case, in <see cref="Change.Kind"/>.</summary>
internal enum ChangeKind : byte
{
    Document = 1,
    Collection = 2,
    Queue = 3,
    Job = 4,
    Preference = 5,
    Insight = 6,
    Turn = 7,
    Session = 8,
    Schedule = 9,
    Message = 10,
    Subscription = 11,
}
