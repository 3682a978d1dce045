namespace Mosaic.Documents.Folders.Markdown;

/// <summary>Where a link leads.</summary>
internal static class LinkTarget
{
    public static (string Target, string? Anchor) SplitAnchor(string target)
    {
        var hash = target.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (target, null) : (target[..hash], target[(hash + 1)..]);
    }

    /// <summary>The path from the folder's root; null: an address with a scheme, nothing, or a path out of the folder.</summary>
    /// <param name="target">A link's target without its anchor.</param>
    /// <param name="from">The path of the file that it stands in.</param>
    public static string? Resolve(string target, string from)
    {
        var colon = target.IndexOf(':', StringComparison.Ordinal);
        if (target.Length == 0 || target.StartsWith("//", StringComparison.Ordinal) || (colon >= 0 && target.AsSpan(0, colon).IndexOf('/') < 0))
        {
            return null;
        }

        var query = target.IndexOf('?', StringComparison.Ordinal);
        var names = new List<string>();
        if (!target.StartsWith('/'))
        {
            names.AddRange(from.Split('/')[..^1]);
        }

        foreach (var name in Uri.UnescapeDataString(query < 0 ? target : target[..query]).Split('/', '\\'))
        {
            if (name == "..")
            {
                if (names.Count == 0)
                {
                    return null;
                }

                names.RemoveAt(names.Count - 1);
            }
            else if (name.Length > 0 && name != ".")
            {
                names.Add(name);
            }
        }

        return string.Join('/', names);
    }
}
