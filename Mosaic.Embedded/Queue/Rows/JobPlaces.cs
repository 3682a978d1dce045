using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Rows;

/// <summary>What follows from a job's place: its row's table and key.</summary>
internal static class JobPlaces
{
    public static readonly IReadOnlyList<JobPlace> All =
        [JobPlace.Ready, JobPlace.Delayed, JobPlace.Done, JobPlace.Dead, JobPlace.Blocked, JobPlace.Parent, JobPlace.Cancelled];

    /// <summary>Where jobs are that have not ended.</summary>
    public static readonly IReadOnlyList<JobPlace> Open = [JobPlace.Ready, JobPlace.Delayed, JobPlace.Blocked, JobPlace.Parent];

    public static byte[] Key(this JobPlace place, JobKey job) =>
        place == JobPlace.Ready ? JobKeys.Ready(job) : JobKeys.Aside(place.Table(), job);

    /// <summary>All rows of a queue in this place.</summary>
    public static byte[] Prefix(this JobPlace place, int queue) => Keys.Of(place.Table(), queue, []);

    public static JobKey ReadKey(this JobPlace place, ReadOnlySpan<byte> key) =>
        place == JobPlace.Ready ? JobKeys.ReadReady(key) : JobKeys.ReadAside(key);

    public static RowTable Table(this JobPlace place) => place switch
    {
        JobPlace.Ready => RowTable.Job,
        JobPlace.Delayed => RowTable.JobDelayed,
        JobPlace.Done => RowTable.JobDone,
        JobPlace.Dead => RowTable.JobDead,
        JobPlace.Blocked => RowTable.JobBlocked,
        JobPlace.Parent => RowTable.JobParent,
        _ => RowTable.JobCancelled,
    };
}
