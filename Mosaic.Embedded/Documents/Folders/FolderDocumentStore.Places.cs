using Mosaic.Documents.Folders;
using Mosaic.Documents.Folders.Files;
using Mosaic.Documents.Folders.Writing;
using Mosaic.Storage.Files;

namespace Mosaic;

/// <content>Where a file may be made, and what stands there.</content>
public sealed partial class FolderDocumentStore
{
    /// <exception cref="InvalidDocumentException">Two new files would have names that differ by spelling alone.</exception>
    private void RequireDistinct(string collection, List<PlannedWrite> writes)
    {
        var made = writes.Where(it => it.Json is not null && _index.PathOf(collection, it.Id) is null).Select(it => NewPath(collection, it));
        if (CaseNames.Among(made) is var (one, other))
        {
            throw Refused(other, $"'{one}', in the same call, differs from it by case or the composition of accents alone, and some systems take them for one");
        }
    }

    private string NewPath(string collection, PlannedWrite write) => FolderPath.For(collection, write.Id, ExtensionOf(write.NewFile ?? _options.NewDocuments));

    /// <exception cref="InvalidDocumentException">A file cannot be made there.</exception>
    private void RequireFree(string path)
    {
        if (_index.CaseTwin(path) is { } twin)
        {
            throw Refused(path, $"'{twin}' differs from it by case or the composition of accents alone, and some systems take them for one");
        }

        FolderLinks.RequireNone(Folder, path);
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (File.Exists(_index.Full(path[..slash])))
            {
                throw Refused(path, $"'{path[..slash]}' is a file, so that no folder can have the name");
            }
        }

        if (Path.Exists(_index.Full(path)))
        {
            throw Refused(path, _index.StateOf(path)?.Problem ?? "something is there that is no document");
        }
    }

    private byte[]? OldBytes(string path)
    {
        if (!_index.IsFile(path))
        {
            return null;
        }

        try
        {
            var file = new FileInfo(_index.Full(path));
            return file.Length <= FileReader.MaxBytes(path) ? File.ReadAllBytes(file.FullName)
                : throw DocumentFile.NotWhole(path, $"It is {file.Length} bytes long; the most is {FileReader.MaxBytes(path)}.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // it vanished meanwhile
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DocumentFile.NotWhole(path, exception.Message);
        }
    }

    /// <summary>What a file to be deleted holds, of any size; null: there is none.</summary>
    private FileContent? OldContent(string path)
    {
        try
        {
            return _index.IsFile(path) ? FileContent.In(_index.Full(path)) : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <exception cref="MosaicException">The system refuses it.</exception>
    private static T Reported<T>(Func<T> write, string id)
    {
        try
        {
            return write();
        }
        catch (IOException exception) when (DiskSpace.IsExhausted(exception))
        {
            throw new StoreFullException($"There is no space left to write the document '{id}'; it was not written.", exception) { Operation = "write", Target = id, Hint = "Free some space.", IsTransient = true };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MosaicException($"The document '{id}' cannot be written: {exception.Message}", exception)
            {
                Operation = "write",
                Target = id,
                Hint = "Look at the folder's rights, and at how long the path is.",
            };
        }
    }

    private static InvalidDocumentException Refused(string path, string why) => new($"The file '{path}' cannot be written: {why}.")
    {
        Operation = "write",
        Target = path,
        Hint = "Choose another id, or mend the file by hand.",
    };
}
