namespace Mosaic.Documents.Folders.Files;

/// <summary>Whether a path leads out of the folder. What was no link when the folder was read may have become one.</summary>
internal static class FolderLinks
{
    /// <summary>The first part of a path that is a link; null: none is.</summary>
    /// <param name="root">The folder; it may be reached by links.</param>
    /// <param name="path">From there, with /.</param>
    public static string? Find(string root, string path)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); ; end = path.IndexOf('/', end + 1))
        {
            var part = end < 0 ? path : path[..end];
            var attributes = new FileInfo(Path.Combine(root, part)).Attributes; // all bits set: nothing is there
            if ((int)attributes != -1 && attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                return part;
            }

            if (end < 0)
            {
                return null;
            }
        }
    }

    /// <exception cref="InvalidDocumentException">A part of the path is a link.</exception>
    public static void RequireNone(string root, string path)
    {
        if (Find(root, path) is { } link)
        {
            throw new InvalidDocumentException($"The file '{path}' cannot be written: '{link}' is a link, which may lead elsewhere.")
            {
                Operation = "write",
                Target = path,
                Hint = "Put the files themselves into the folder, or open the folder that the link leads to.",
            };
        }
    }
}
