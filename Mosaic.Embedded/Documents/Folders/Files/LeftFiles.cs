using System.Text;
using System.Text.RegularExpressions;

namespace Mosaic.Documents.Folders.Files;

/// <summary>
/// Temporary names, and what a crash has left under them. A file that is being written is nobody's yet; one that changes places with another
/// says in its name what was written and what was to be replaced, so that an edit of somebody else's is told from both.
/// </summary>
internal static partial class LeftFiles
{
    /// <summary>Bytes of a name to which a suffix can be added.</summary>
    public const int MaxNameBytes = 210;

    private const int HashLetters = 12;

    /// <summary>For a file that is being written.</summary>
    public static string Written(string full) => Name(full, $"{Guid.NewGuid():N}.tmp");

    /// <summary>For what comes out of its place.</summary>
    /// <param name="full">The place.</param>
    /// <param name="written">What goes there; null: nothing.</param>
    /// <param name="known">What is to come out.</param>
    public static string Taken(string full, FileContent? written, FileContent known) =>
        Name(full, $"{Guid.NewGuid().ToString("N")[..8]}{(written ?? known).Hash[..HashLetters]}{known.Hash[..HashLetters]}.was");

    /// <summary>Deletes what writes that a crash cut off have left; an edit of somebody else's goes back in its place, or is kept beside it.</summary>
    public static void Settle(string root)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (var path in Directory.EnumerateFiles(root, ".*", options).Where(static path => Left().IsMatch(Path.GetFileName(path))).ToList())
        {
            try
            {
                Settle(path, Left().Match(Path.GetFileName(path)).Groups);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // it is in nobody's way, and the next opening tries again
            }
        }
    }

    private static void Settle(string path, GroupCollection name)
    {
        var (written, known) = (name["written"].Value, name["known"].Value);
        if (!name["known"].Success || (FileContent.In(path) is var content && (Is(content, known) || Is(content, written))))
        {
            File.Delete(path);
            return;
        }

        var hasName = Path.GetFileNameWithoutExtension(name["name"].Value).Length > 0;
        var full = Path.Combine(Path.GetDirectoryName(path)!, hasName ? name["name"].Value : $"unnamed{name["name"].Value}");
        if (hasName && File.Exists(full) && Is(FileContent.In(full), written) && NativeFile.Exchange(path, full) == true)
        {
            Settle(path, name); // what nobody was told to be written
            return;
        }

        AtomicFile.Return(path, full);
    }

    private static bool Is(FileContent content, string hash) => content.Hash.StartsWith(hash, StringComparison.Ordinal);

    private static string Name(string full, string suffix)
    {
        var name = Path.GetFileName(full);
        if (Encoding.UTF8.GetByteCount(name) > MaxNameBytes)
        {
            name = Path.GetExtension(name);
        }

        return Path.Combine(Path.GetDirectoryName(full)!, $".{name}.{suffix}");
    }

    [GeneratedRegex(
        @"^\.(?<name>.*\.(md|markdown|json))\.([0-9a-f]{32}\.tmp|[0-9a-f]{8}(?<written>[0-9a-f]{12})(?<known>[0-9a-f]{12})\.was)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Left();
}
