namespace Mosaic.Backup;

/// <summary>What a frame says of itself.</summary>
/// <param name="Mark">Which kind of frame.</param>
/// <param name="Number">Its place, from 0.</param>
/// <param name="PlainLength">Bytes before compression.</param>
internal readonly record struct FrameInfo(uint Mark, int Number, int PlainLength);
