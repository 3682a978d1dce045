using Mosaic.Storage.Files;

namespace Mosaic.Documents.Folders.Files;

/// <summary>A file written whole or not at all: under a temporary name first, then put in its place.</summary>
internal sealed partial class AtomicFile : IDisposable
{
    private readonly string root;
    private readonly string path;
    private readonly Durability durability;
    private readonly FileContent written;
    private string temporary;
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

    /// <exception cref="InvalidDocumentException">A part of the path is a link.</exception>
    public static AtomicFile Write(string root, string path, ReadOnlySpan<byte> bytes, Durability durability)
    {
        FolderLinks.RequireNone(root, path);
        var full = Path.Combine(root, path);
        CreateFolder(Path.GetDirectoryName(full)!, durability);
        var temporary = LeftFiles.Written(full);
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
}
