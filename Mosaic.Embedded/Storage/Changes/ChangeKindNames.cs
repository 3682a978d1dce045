namespace Mosaic.Backends;

/// <summary>What kinds of rows are called.</summary>
public static class ChangeKindNames
{
    /// <summary>As <see cref="Change.Kind"/> tells it.</summary>
    public static string Name(this ChangeKind kind) => kind switch
    {
        ChangeKind.Document => "document",
        ChangeKind.Collection => "collection",
        ChangeKind.Queue => "queue",
        ChangeKind.Job => "job",
        ChangeKind.Preference => "preference",
        ChangeKind.Insight => "insight",
        ChangeKind.Turn => "turn",
        ChangeKind.Session => "session",
        ChangeKind.Schedule => "schedule",
        ChangeKind.Message => "message",
        ChangeKind.Subscription => "subscription",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
