namespace Mosaic;

/// <summary>The ids of a flow's jobs, in its shape.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="Children">Its children's, in their order.</param>
public sealed record FlowReceipt(string Id, IReadOnlyList<FlowReceipt> Children);
