namespace Mosaic.Postgres.Queue;

/// <summary>A valid job of a flow, and its children.</summary>
internal sealed record FlowDraft(JobDraft Job, ChildFailure OnFailure, IReadOnlyList<FlowDraft> Children);
