using System.Text;
using System.Text.RegularExpressions;
using Mosaic.Storage.Files;

namespace Mosaic.Documents.Folders.Files;

/// <summary>A file written whole or not at all: under a temporary name first, then put in its place.</summary>
internal sealed partial class AtomicFile : IDisposable
{
    /// <summary>Bytes of a name to which a suffix can be added.</summary>
    private const int MaxNameBytes = 210;

    private readonly string root;
    private readonly string path;
    private readonly string temporary;
    private readonly Durability durability;
    private readonly FileContent written;
    private bool renamed;

    private AtomicFile(string root, string path, string temporary, Durability durability, FileContent written)
    {
        this.root = root;
        this.path = path;
        this.temporary = temporary;
        this.durability = durability;
        this.written = written;
    }

    /// <summary>What was written.</summary>
    public FileContent Written => written;

    /// <summary>When it was written, UTC.</summary>
    public long Ticks { get; private init; }

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
        var full = Path.Combine(root, path);
        CreateFolder(Path.GetDirectoryName(full)!, durability);
        var temporary = TemporaryOf(full);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        var mode = ModeOf(full);
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

        return new AtomicFile(root, path, temporary, durability, FileContent.Of(bytes)) { Ticks = File.GetLastWriteTimeUtc(temporary).Ticks };
    }

    public void Dispose()
    {
        if (!renamed)
        {
            File.Delete(temporary);
        }
    }

    private static UnixFileMode? ModeOf(string full)
    {
        try
        {
            return OperatingSystem.IsWindows() || !File.Exists(full) ? null : File.GetUnixFileMode(full);
        }
        catch (FileNotFoundException)
        {
            return null; // it vanished meanwhile
        }
    }

    private static string TemporaryOf(string full)
    {
        var name = Path.GetFileName(full);
        if (Encoding.UTF8.GetByteCount(name) > MaxNameBytes)
        {
            name = Path.GetExtension(name);
        }

        return Path.Combine(Path.GetDirectoryName(full)!, $".{name}.{Guid.NewGuid():N}.tmp");
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
