namespace Mosaic.Documents.Folders.Files;

/// <summary>A path without links, so that one folder has one name.</summary>
internal static class RealPath
{
    private const int MaxLinks = 64;

    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        for (var links = 0; links < MaxLinks; links++)
        {
            if (FollowFirst(full) is not { } next)
            {
                break;
            }

            full = Path.TrimEndingDirectorySeparator(next);
        }

        return full;
    }

    /// <returns>null: no part of it is a link.</returns>
    private static string? FollowFirst(string full)
    {
        var at = Path.GetPathRoot(full)!;
        var names = full[at.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < names.Length; i++)
        {
            var part = Path.Combine(at, names[i]);
            if (new DirectoryInfo(part).LinkTarget is { } target)
            {
                return Path.GetFullPath(Path.Combine([at, target, .. names[(i + 1)..]]));
            }

            at = part;
        }

        return null;
    }
}
