namespace Mosaic.Backends;

/// <summary>How far vectors follow the texts, or a text that the embedder refused.</summary>
/// <param name="Text">The key of the text's row; empty: it is the mark.</param>
/// <param name="Sequence">The unit up to which all is followed; of a refused text the unit that wrote it.</param>
/// <param name="Tries">How often the text was refused.</param>
public sealed record TransferVectorMark(ReadOnlyMemory<byte> Text, long Sequence, int Tries) : TransferRow;
