using System.Globalization;

namespace QuickStart.Scanning;

/// <summary>The files of a folder that may be texts. Links are not followed and nothing is opened.</summary>
internal sealed class FolderScan
{
    private static readonly EnumerationOptions Options = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
    private readonly List<FoundFile> _files = [];
    private readonly List<FileNote> _notes = [];
    private readonly List<string> _unlisted = [];
    private readonly string _root;

    private FolderScan(string root) => _root = root;

    public IReadOnlyList<FoundFile> Files => _files;

    public IReadOnlyList<FileNote> Notes => _notes;

    public static FolderScan Run(string root, CancellationToken stop)
    {
        var scan = new FolderScan(root);
        var folders = new Stack<DirectoryInfo>([new DirectoryInfo(root)]);
        while (folders.TryPop(out var folder))
        {
            stop.ThrowIfCancellationRequested();
            scan.List(folder, folders);
        }

        SourceFolder.ThrowIfGone(root);
        scan._files.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path));
        return scan;
    }

    /// <summary>Whether a file that is not among <see cref="Files"/> may be there still, in a folder that could not be listed.</summary>
    public bool MayExist(string path) =>
        _unlisted.Exists(folder => folder.Length == 0 || path.StartsWith(folder + '/', StringComparison.Ordinal));

    private void List(DirectoryInfo folder, Stack<DirectoryInfo> folders)
    {
        try
        {
            foreach (var entry in folder.EnumerateFileSystemInfos("*", Options))
            {
                if (entry is FileInfo file)
                {
                    Add(file);
                }
                else if (!FileRules.IsSkippedFolder(entry.Name))
                {
                    folders.Push((DirectoryInfo)entry);
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Deleted meanwhile, and its files with it.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var path = PathBelow(folder);
            _unlisted.Add(path);
            _notes.Add(new FileNote(path.Length == 0 ? "." : path, $"cannot be listed ({exception.Message}); what is known of it stays"));
        }
    }

    private void Add(FileInfo file)
    {
        if (FileRules.IsBinaryName(file.Name) || !file.Exists)
        {
            return;
        }

        var path = PathBelow(file);
        if (FileRules.IsReadable(file.Length))
        {
            _files.Add(new FoundFile(path, file.Length, file.LastWriteTimeUtc));
        }
        else if (file.Length > FileRules.BytesMax)
        {
            var megabytes = (file.Length / 1e6).ToString("N1", CultureInfo.InvariantCulture);
            _notes.Add(new FileNote(path, $"skipped: {megabytes} MB, more than {FileRules.BytesMax / 1_000_000} MB"));
        }
    }

    private string PathBelow(FileSystemInfo entry)
    {
        var path = Path.GetRelativePath(_root, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
        return path == "." ? "" : path;
    }
}
