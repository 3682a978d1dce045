namespace QuickStart;

internal static class RealPath
{
    private const int LinksMax = 40;

    /// <summary>The full path with every link on the way resolved: one folder has one name. What does not exist stays as it is.</summary>
    public static string Of(string path) => Of(Path.GetFullPath(path), LinksMax);

    private static string Of(string path, int linksLeft)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var name in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var parent = real;
            real = Path.Combine(parent, name);
            if (new DirectoryInfo(real).LinkTarget is { } target)
            {
                real = linksLeft > 0
                    ? Of(Path.GetFullPath(target, parent), linksLeft - 1)
                    : throw new QuickStartException($"'{path}' leads through too many links.");
            }
        }

        return real;
    }
}
