using System.IO.Enumeration;

namespace Mosaic.Documents.Folders.Files;

/// <summary>The document files of a folder, as they are now. Links, pipes, hidden files and hidden folders are passed over.</summary>
internal static class FolderScan
{
    /// <param name="root">The folder.</param>
    /// <returns>By path from the root, with /.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder is gone.</exception>
    public static Dictionary<string, (long Size, long Ticks)> Run(string root)
    {
        var prefix = Path.EndsInDirectorySeparator(root) ? root.Length : root.Length + 1;
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        var files = new FileSystemEnumerable<(string Path, long Size, long Ticks)>(
            root, (ref entry) => (entry.ToFullPath()[prefix..].Replace('\\', '/'), entry.Length, entry.LastWriteTimeUtc.UtcTicks), options)
        {
            ShouldIncludePredicate = static (ref entry) => !entry.IsDirectory && IsDocument(entry.FileName) && RegularFile.Is(entry.ToFullPath(), entry.Length),
            ShouldRecursePredicate = static (ref entry) => entry.FileName is not ['.', ..],
        };
        var found = new Dictionary<string, (long, long)>(StringComparer.Ordinal);
        foreach (var (path, size, ticks) in files)
        {
            found[path] = (size, ticks);
        }

        return found;
    }

    public static bool IsDocument(ReadOnlySpan<char> name) =>
        name is not ['.', ..] && (IsMarkdown(name) || name.EndsWith(".json", StringComparison.OrdinalIgnoreCase));

    public static bool IsMarkdown(ReadOnlySpan<char> name) =>
        name.EndsWith(".md", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".markdown", StringComparison.OrdinalIgnoreCase);
}
