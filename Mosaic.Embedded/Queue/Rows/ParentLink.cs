namespace Mosaic.Backends;

/// <summary>From a child to the job that waits for it.</summary>
/// <param name="Job">The parent.</param>
/// <param name="ChosenId">The parent's id, if the application chose it.</param>
/// <param name="Ordinal">The child's number among its parent's children, from 0.</param>
/// <param name="OnFailure">What the child's failure means for its parent.</param>
public sealed record ParentLink(JobKey Job, string? ChosenId, int Ordinal, ChildFailure OnFailure);
