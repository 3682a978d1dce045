namespace Mosaic.Backends;

/// <summary>A vector that the store made of a text.</summary>
/// <param name="Slot">Which of the two slots of its corpus.</param>
/// <param name="Text">The key of the text's row: a document, an insight or a turn.</param>
/// <param name="Model">The model's id.</param>
/// <param name="Hash">Of the text that it was made of.</param>
/// <param name="Vector">The numbers.</param>
public sealed record TransferTextVector(byte Slot, ReadOnlyMemory<byte> Text, string Model, ulong Hash, ReadOnlyMemory<float> Vector) : TransferRow;
