namespace Mosaic.Documents.Folders.Files;

/// <summary>The files of a folder, as they are now.</summary>
internal sealed class FolderFiles(string root, FolderOptions options)
{
    private readonly FileReader reader = new(options);

    public string Full(string path) => Path.Combine(root, path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Whether a file is there that can be read; what a link leads to is none, and neither is a pipe.</summary>
    public bool Has(string path) =>
        new FileInfo(Full(path)) is { Exists: true } file && FolderLinks.Find(root, path) is null && RegularFile.Is(file.FullName, file.Length);

    /// <summary>Whether the file is still of this size and time.</summary>
    public bool Is(string path, long size, long ticks) =>
        new FileInfo(Full(path)) is { Exists: true } file && size == file.Length && ticks == file.LastWriteTimeUtc.Ticks && FolderLinks.Find(root, path) is null;

    public ParsedFile Parse(string path, ReadOnlySpan<byte> bytes) => reader.Read(path, bytes);

    /// <summary>A file that was found in the folder.</summary>
    /// <returns>null: it vanished meanwhile.</returns>
    public ReadFile? Read(string path, (long Size, long Ticks) found) =>
        Read(path) ?? (path.Contains('\uFFFD', StringComparison.Ordinal)
            ? new ReadFile(path, found.Size, found.Ticks, new ParsedFile("", [], "Its name is not valid UTF-8; this file was left out."), null)
            : null);

    /// <returns>null: there is none.</returns>
    public ReadFile? Read(string path)
    {
        if (!Has(path))
        {
            return null;
        }

        try
        {
            var read = ReadOnce(path);
            return read.Parsed.Problem is not null && FileContent.WaitForWriters(Full(path)) ? ReadOnce(path) : read; // it may have been half written
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ReadFile.Unreadable(path, $"It could not be read, and stays as it was known: {exception.Message}");
        }
    }

    private ReadFile ReadOnce(string path)
    {
        var info = new FileInfo(Full(path));
        var (size, ticks) = (info.Length, info.LastWriteTimeUtc.Ticks);
        var (parsed, hash) = Read(path, info.FullName, size);
        return new ReadFile(path, size, ticks, parsed, hash);
    }

    private (ParsedFile Parsed, string? Hash) Read(string path, string full, long size)
    {
        if (FolderPath.IsReserved(FolderPath.Parse(path).Collection))
        {
            return (new ParsedFile("", [], "Names of folders that begin with '$' are the store's own; this file was left out."), null);
        }

        if (size > FileReader.MaxBytes(path))
        {
            return (FileReader.Unread(path, $"It is {size} bytes long; the most is {FileReader.MaxBytes(path)}."), null);
        }

        var bytes = File.ReadAllBytes(full);
        return (reader.Read(path, bytes), FileContent.Of(bytes).Hash);
    }
}
