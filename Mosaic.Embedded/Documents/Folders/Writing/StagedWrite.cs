using Mosaic.Documents.Folders.Files;

namespace Mosaic.Documents.Folders.Writing;

/// <summary>A planned write whose file is written under its temporary name.</summary>
/// <param name="Plan">The write.</param>
/// <param name="Path">The file's path from the root.</param>
/// <param name="Known">The file that the write was planned for; null: there was none.</param>
/// <param name="File">null: the file is to be deleted.</param>
/// <param name="Json">The document as the file will say it.</param>
/// <param name="Problem">What is wrong with the file; null: nothing.</param>
internal sealed record StagedWrite(PlannedWrite Plan, string Path, FileContent? Known, AtomicFile? File, byte[] Json, string? Problem);
