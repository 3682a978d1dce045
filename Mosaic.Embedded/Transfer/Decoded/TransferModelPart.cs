namespace Mosaic.Backends;

/// <summary>A part of a trained model.</summary>
/// <param name="Corpus">The corpus: a user's id, or U+0000 for all documents.</param>
/// <param name="Slot">Which of the two slots.</param>
/// <param name="Part">Its place, from 0.</param>
/// <param name="Bytes">The part.</param>
public sealed record TransferModelPart(string Corpus, byte Slot, int Part, ReadOnlyMemory<byte> Bytes) : TransferRow;
