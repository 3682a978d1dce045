namespace Mosaic.Documents.Folders.Files;

/// <summary>Which folders can be listed: what is missing in one that cannot is not known to be gone. Each is tried once.</summary>
internal sealed class FolderAccess(string root)
{
    private readonly Dictionary<string, bool> listed = new(StringComparer.Ordinal);

    /// <summary>Whether every folder on the way to a file could be listed, or is gone.</summary>
    public bool CanList(string path)
    {
        for (var slash = 0; slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            var folder = path[..slash]; // the root itself first
            if (!listed.TryGetValue(folder, out var can))
            {
                listed[folder] = can = Try(folder);
            }

            if (!can)
            {
                return false;
            }
        }

        return true;
    }

    private bool Try(string folder)
    {
        var full = Path.Combine(root, folder);
        try
        {
            _ = (folder.Length == 0 || FolderLinks.Find(root, folder) is null) && Directory.EnumerateFileSystemEntries(full).Any(); // one that became a link is gone
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return folder.Length > 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception is IOException && !Directory.Exists(full); // a file stands there now
        }
    }
}
