namespace Mosaic.Backends;

/// <summary>An insight.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Counts its changes.</param>
/// <param name="ModifiedAt">When it was written last.</param>
/// <param name="Content">What it says, with provenance, relevance and successor.</param>
/// <param name="Json">The same as bytes.</param>
public sealed record TransferInsight(string Id, long Version, DateTimeOffset ModifiedAt, InsightContent Content, ReadOnlyMemory<byte> Json) : TransferRow;
