using System.Collections.Concurrent;

namespace Mosaic.Documents.Folders.Files;

/// <summary>
/// How the paths of a folder, and the folders on the way, are spelled. Some systems take two for one that differ by case alone, or by how
/// accented letters are composed.
/// </summary>
internal sealed class CaseNames(string root)
{
    private readonly ConcurrentDictionary<string, string> spelled = new(SpellingComparer.Instance);

    public void Add(string path)
    {
        foreach (var part in PartsOf(path).Reverse())
        {
            if (!spelled.TryAdd(part, part) && part != path)
            {
                return; // and so is what it is in
            }
        }
    }

    /// <summary>A file is gone; its folder may still be there.</summary>
    public void Remove(string path) => spelled.TryRemove(KeyValuePair.Create(path, path));

    /// <summary>What differs from a path, or from a folder on its way, by spelling alone; null: nothing.</summary>
    public string? TwinOf(string path)
    {
        foreach (var part in PartsOf(path))
        {
            if (spelled.TryGetValue(part, out var other) && other != part)
            {
                if (Path.Exists(Path.Combine(root, other)))
                {
                    return other;
                }

                spelled.TryUpdate(part, part, other);
            }

            if (part != path && !Directory.Exists(Path.Combine(root, part)))
            {
                return Beside(part); // nothing is in it
            }
        }

        return null;
    }

    /// <summary>The first two of several paths that differ, or whose folders do, by spelling alone; null: none do.</summary>
    public static (string One, string Other)? Among(IEnumerable<string> paths)
    {
        var spelled = new Dictionary<string, string>(SpellingComparer.Instance);
        foreach (var part in paths.SelectMany(PartsOf))
        {
            if (!spelled.TryAdd(part, part) && spelled[part] != part)
            {
                return (spelled[part], part);
            }
        }

        return null;
    }

    /// <summary>What is in the same folder under a name that differs by spelling alone; also what is no document.</summary>
    private string? Beside(string part)
    {
        var slash = part.LastIndexOf('/') + 1;
        var folder = Path.Combine(root, part[..slash]);
        return Directory.EnumerateFileSystemEntries(folder).Select(static it => Path.GetFileName(it))
            .FirstOrDefault(name => name != part[slash..] && SpellingComparer.Instance.Equals(name, part[slash..])) is { } name ? part[..slash] + name : null;
    }

    /// <summary>The folders on the way, the outermost first, and the path itself.</summary>
    private static IEnumerable<string> PartsOf(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }

        yield return path;
    }
}
