using System.Collections.Frozen;

namespace QuickStart.Scanning;

/// <summary>What may be a text, as far as that can be told without opening it.</summary>
internal static class FileRules
{
    public const long BytesMax = 8_000_000;

    private static readonly FrozenSet<string> SkippedFolders = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        ".git", ".hg", ".svn", ".vs", ".idea", "bin", "obj", "node_modules", "artifacts", "__pycache__", ".venv");

    private static readonly FrozenSet<string> BinaryExtensions = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        ".7z", ".a", ".avi", ".bmp", ".br", ".bz2", ".class", ".db", ".deb", ".dll", ".doc", ".docx", ".eot", ".exe", ".gif", ".gz", ".ico", ".iso",
        ".jar", ".jpeg", ".jpg", ".lib", ".mo", ".mosaic", ".mov", ".mp3", ".mp4", ".nupkg", ".o", ".odt", ".otf", ".pdb", ".pdf", ".png", ".pptx",
        ".pyc", ".rar", ".so", ".snupkg", ".sqlite", ".tar", ".tgz", ".tif", ".tiff", ".ttf", ".wasm", ".wav", ".webm", ".webp", ".woff", ".woff2",
        ".xlsx", ".xz", ".zip", ".zst");

    public static bool IsSkippedFolder(string name) => SkippedFolders.Contains(name);

    public static bool IsBinaryName(string name) => BinaryExtensions.Contains(Path.GetExtension(name));

    /// <summary>Pipes, sockets and devices have no length either: what is empty is never opened, so nothing waits for one.</summary>
    public static bool IsReadable(long size) => size is > 0 and <= BytesMax;
}
