using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Rows;

/// <summary>Which table a job's row is in. Whether a ready job is leased is known in memory alone.</summary>
internal enum JobPlace
{
    Ready,
    Delayed,
    Done,
    Dead,
}

internal static class JobPlaces
{
    public static readonly IReadOnlyList<JobPlace> All = [JobPlace.Ready, JobPlace.Delayed, JobPlace.Done, JobPlace.Dead];

    public static byte[] Key(this JobPlace place, JobKey job) =>
        place == JobPlace.Ready ? JobKeys.Ready(job) : JobKeys.Aside(place.Table(), job);

    public static RowTable Table(this JobPlace place) => place switch
    {
        JobPlace.Ready => RowTable.Job,
        JobPlace.Delayed => RowTable.JobDelayed,
        JobPlace.Done => RowTable.JobDone,
        _ => RowTable.JobDead,
    };
}
