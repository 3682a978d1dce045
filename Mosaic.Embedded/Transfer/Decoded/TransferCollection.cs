namespace Mosaic.Backends;

/// <summary>A collection.</summary>
/// <param name="Number">By which its documents' rows name it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Indexes">Its declared indexes.</param>
/// <param name="Texts">The paths whose texts are searchable.</param>
public sealed record TransferCollection(int Number, string Name, IReadOnlyList<TransferIndex> Indexes, IReadOnlyList<string> Texts) : TransferRow;
