namespace Mosaic.Backends;

/// <summary>The state of a corpus: texts whose vectors are compared.</summary>
/// <param name="Corpus">A user's id, or U+0000 for all documents.</param>
/// <param name="Model">The id of its model; empty: it has none yet.</param>
/// <param name="Slot">Which slot has the model's vectors.</param>
/// <param name="Dimensions">Numbers of a vector.</param>
/// <param name="Trained">How many texts the model learned from.</param>
/// <param name="Since">How many came since.</param>
public sealed record TransferCorpus(string Corpus, string Model, byte Slot, int Dimensions, long Trained, long Since) : TransferRow;
