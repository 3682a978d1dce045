using Mosaic.Queue.Rows;

namespace Mosaic.Queue;

/// <summary>A valid job that has no number yet.</summary>
internal sealed record JobDraft(string Queue, JobRow Row, EnqueueOptions Options);
