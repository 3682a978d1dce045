using System.Text;
using System.Text.RegularExpressions;
using Mosaic.Storage.Files;

namespace Mosaic.Documents.Folders.Files;

/// <summary>A file written whole or not at all: under a temporary name first, then renamed.</summary>
internal sealed partial class AtomicFile : IDisposable
{
    /// <summary>Bytes of a name to which a suffix can be added.</summary>
    private const int MaxNameBytes = 210;

    private readonly string root;
    private readonly string path;
    private readonly string temporary;
    private readonly Durability durability;
    private bool renamed;

    private AtomicFile(string root, string path, string temporary, Durability durability)
    {
        this.root = root;
        this.path = path;
        this.temporary = temporary;
        this.durability = durability;
    }

    /// <summary>Size and time of what was written.</summary>
    public (long Size, long Ticks) Written { get; private init; }

    /// <summary>Deletes what writes that a crash cut off have left.</summary>
    public static void DeleteLeft(string root)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (var path in Directory.EnumerateFiles(root, ".*.tmp", options))
        {
            if (Temporary().IsMatch(Path.GetFileName(path)))
            {
                File.Delete(path);
            }
        }
    }

    /// <exception cref="InvalidDocumentException">A part of the path is a link.</exception>
    public static AtomicFile Write(string root, string path, ReadOnlySpan<byte> bytes, Durability durability)
    {
        FolderLinks.RequireNone(root, path);
        var folder = Path.GetDirectoryName(Path.Combine(root, path))!;
        CreateFolder(folder, durability);
        var name = Path.GetFileName(path);
        if (Encoding.UTF8.GetByteCount(name) > MaxNameBytes)
        {
            name = Path.GetExtension(name);
        }

        var temporary = Path.Combine(folder, $".{name}.{Guid.NewGuid():N}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        var mode = OperatingSystem.IsWindows() || !File.Exists(Path.Combine(root, path)) ? default(UnixFileMode?) : File.GetUnixFileMode(Path.Combine(root, path));
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode; // at no moment readable by more than the file it replaces
        }

        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                if (!OperatingSystem.IsWindows() && mode is { } kept)
                {
                    File.SetUnixFileMode(stream.SafeFileHandle, kept); // what the process masks of new files included
                }

                stream.Write(bytes);
                stream.Flush(flushToDisk: durability == Durability.Full);
            }
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        return new AtomicFile(root, path, temporary, durability) { Written = (bytes.Length, File.GetLastWriteTimeUtc(temporary).Ticks) };
    }

    /// <exception cref="InvalidDocumentException">A part of the path has become a link.</exception>
    public void Rename()
    {
        FolderLinks.RequireNone(root, path);
        var full = Path.Combine(root, path);
        File.Move(temporary, full, overwrite: true);
        renamed = true;
        if (durability == Durability.Full)
        {
            DiskFolder.Instance.SyncFolder(full);
        }
    }

    /// <exception cref="InvalidDocumentException">A part of the path has become a link.</exception>
    public static void Delete(string root, string path, Durability durability)
    {
        FolderLinks.RequireNone(root, path);
        var full = Path.Combine(root, path);
        File.Delete(full);
        if (durability == Durability.Full)
        {
            DiskFolder.Instance.SyncFolder(full);
        }
    }

    public void Dispose()
    {
        if (!renamed)
        {
            File.Delete(temporary);
        }
    }

    private static void CreateFolder(string folder, Durability durability)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        CreateFolder(Path.GetDirectoryName(folder)!, durability);
        Directory.CreateDirectory(folder);
        if (durability == Durability.Full)
        {
            DiskFolder.Instance.SyncFolder(folder);
        }
    }

    [GeneratedRegex(@"^\..*\.(md|markdown|json)\.[0-9a-f]{32}\.tmp$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Temporary();
}
