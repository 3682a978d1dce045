namespace Mosaic.Queue;

/// <summary>A valid job of a flow that has no number yet, and its children.</summary>
internal sealed record FlowDraft(JobDraft Job, ChildFailure OnFailure, IReadOnlyList<FlowDraft> Children);
