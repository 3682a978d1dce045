using Mosaic.Backends;
using Mosaic.Queue.Moves;
using Mosaic.Queue.Rows;

namespace Mosaic.Transfer;

/// <summary>Rows that change with a job alone and go with it.</summary>
internal static class JobOwnRows
{
    /// <summary>Its failed attempts, and its progress and log.</summary>
    public static IEnumerable<(byte[] From, byte[] To)> Ranges(JobKey job)
    {
        yield return AttemptRows.Range(job);
        var (first, to) = NoteRows.Lines(job);
        yield return (first[..^sizeof(int)], to); // progress stands before the first line
    }
}
