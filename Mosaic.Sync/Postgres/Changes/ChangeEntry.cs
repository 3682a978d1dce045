namespace Mosaic.Postgres.Changes;

/// <summary>A row of the change record: what one statement did.</summary>
internal sealed record ChangeEntry(
    long Number, ulong Stamp, DateTimeOffset At, string Kind, string Collection, string[] Ids, long[] Versions, ChangeOperation Operation)
{
    public Change Change(Guid storeId, int index) => new(
        new Backends.FeedCursor(storeId, Number, Stamp, index).ToString(), Kind, Collection, Ids[index], Versions[index], Operation, At);
}
