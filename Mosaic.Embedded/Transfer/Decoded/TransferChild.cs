namespace Mosaic.Backends;

/// <summary>What a parent knows of a child.</summary>
/// <param name="Parent">The parent.</param>
/// <param name="Ordinal">The child's number among its parent's children, from 0.</param>
/// <param name="Id">The child's id.</param>
/// <param name="State">How it ended; <see cref="JobState.Waiting"/>: it has not.</param>
/// <param name="Counts">Whether it counts as ended.</param>
/// <param name="Outcome">Its result as JSON, or its error in UTF-8; empty: none.</param>
public sealed record TransferChild(JobKey Parent, int Ordinal, string Id, JobState State, bool Counts, ReadOnlyMemory<byte> Outcome) : TransferRow;
