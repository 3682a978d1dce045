namespace Mosaic;

/// <summary>A job that runs after its children have ended, which may have children themselves.</summary>
/// <param name="Queue">The queue's name; parent and children may be in different ones.</param>
/// <param name="Type">What kind of work it is.</param>
/// <param name="Data">What the worker needs, written as JSON; null: nothing.</param>
/// <param name="Options">null: the defaults. Deduplication keys are not for flows.</param>
public sealed record FlowJob(string Queue, string Type, object? Data = null, EnqueueOptions? Options = null)
{
    /// <summary>The jobs to wait for.</summary>
    /// <value>None.</value>
    public IReadOnlyList<FlowJob> Children { get; init; } = [];

    /// <summary>What this job's failure means for its parent.</summary>
    /// <value><see cref="ChildFailure.FailParent"/>.</value>
    public ChildFailure OnFailure { get; init; }
}
