using Mosaic.Memory.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>A vector that is to be written, if its text is still what it was made of.</summary>
/// <param name="Text">The text's key.</param>
/// <param name="Sequence">The unit that wrote the text.</param>
/// <param name="Row">null: the text has no vector.</param>
/// <param name="Vector">The numbers of <paramref name="Row"/>.</param>
/// <param name="Refusal">null: the embedder did not refuse the text, or it is not tried again.</param>
internal readonly record struct VectorDraft(byte[] Text, long Sequence, byte[]? Row, float[]? Vector, RefusalRow? Refusal);
