using Mosaic.Queue.Rows;

namespace Mosaic.Queue.Moves;

/// <summary>A job's step, now that readers see it.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Job">The job.</param>
/// <param name="From">null: it is new.</param>
/// <param name="To">null: it is removed.</param>
internal readonly record struct JobMoved(string Queue, JobKey Job, JobStep? From, JobStep? To);
