namespace Mosaic;

/// <summary>A file that could not be read as a whole document.</summary>
/// <param name="Path">Its path from the folder's root, with /.</param>
/// <param name="Message">What is wrong, and what became of it.</param>
public sealed record FolderProblem(string Path, string Message);
