using Mosaic.Documents.Folders.Files;
using Mosaic.Documents.Folders.Writing;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Commit;

namespace Mosaic;

/// <content>
/// How a write goes: files under temporary names, then the index in one unit, which decides, then the renames. Before the unit nothing is
/// changed; a crash after it, before a rename, leaves the old file, which the next opening takes up again: the write was not acknowledged.
/// </content>
public sealed partial class FolderDocumentStore
{
    /// <summary>The kind of a document's file; null: it has none.</summary>
    internal FolderFormat? FormatOf(string collection, string id) =>
        PathOf(collection, id) is { } path ? FolderScan.IsMarkdown(path) ? FolderFormat.Markdown : FolderFormat.Json : null;

    /// <summary>The path of a document's file from the root, with /; null: it has none.</summary>
    internal string? PathOf(string collection, string id) => _index.PathOf(collection, id);

    private async ValueTask<T> CommitAsync<T>(
        string collection, IEnumerable<string> ids, Func<List<PlannedWrite>> plan, Func<List<DocumentRow?>, T> answer, CancellationToken cancellationToken)
    {
        await NoticeAsync(cancellationToken).ConfigureAwait(false);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        var staged = new List<StagedWrite>();
        try
        {
            foreach (var id in ids)
            {
                await TakeUpAsync(collection, id, cancellationToken).ConfigureAwait(false);
            }

            var writes = plan();
            RequireDistinct(collection, writes);
            foreach (var write in writes)
            {
                if (Reported(() => Stage(collection, write), write.Id) is { } file)
                {
                    staged.Add(file);
                }
            }

            var rows = await _documents.WriteAsync(collection, context => staged.ConvertAll(it => Write(context, collection, it)), cancellationToken).ConfigureAwait(false);
            await FinishAsync(staged).ConfigureAwait(false);
            return answer(rows);
        }
        finally
        {
            staged.ForEach(static it => it.File?.Dispose());
            _gate.Release();
        }
    }

    private StagedWrite? Stage(string collection, PlannedWrite write)
    {
        var path = _index.PathOf(collection, write.Id);
        if (write.Json is null)
        {
            return path is null ? null : new StagedWrite(write, path, null, [], null);
        }

        if (path is null)
        {
            path = NewPath(collection, write);
            RequireFree(path);
        }

        var bytes = DocumentFile.Write(path, write.Json, write.Id, OldBytes(path));
        var parsed = _index.Parse(path, bytes);
        return parsed.Id == write.Id
            ? new StagedWrite(write, path, AtomicFile.Write(Folder, path, bytes, _options.Durability), parsed.Json, parsed.Problem)
            : throw new InvalidDocumentException($"The id '{write.Id}' cannot be written into the file '{path}'.") { Operation = "write", Target = path };
    }

    private DocumentRow? Write(UnitContext context, string collection, StagedWrite staged)
    {
        var row = staged.Plan.Write(context, staged.Json);
        if (staged.File is { } file)
        {
            _index.Note(context, staged.Path, new FileState(collection, staged.Plan.Id, file.Written.Size, file.Written.Ticks, staged.Problem, staged.Plan.ExpiresAt?.UtcTicks));
        }
        else
        {
            _index.Forget(context, staged.Path);
        }

        return row;
    }

    private async ValueTask FinishAsync(List<StagedWrite> staged)
    {
        try
        {
            foreach (var write in staged)
            {
                if (write.File is { } file)
                {
                    file.Rename();
                }
                else
                {
                    AtomicFile.Delete(Folder, write.Path, _options.Durability);
                }
            }
        }
        catch
        {
            foreach (var write in staged)
            {
                await _index.RefreshAsync(write.Path, CancellationToken.None).ConfigureAwait(false); // the files are the truth
            }

            throw;
        }
    }

    /// <summary>Takes up the document's file as it is now, of whatever kind.</summary>
    /// <exception cref="InvalidDocumentException">It has no file, and cannot have one.</exception>
    private async ValueTask TakeUpAsync(string collection, string id, CancellationToken cancellationToken)
    {
        var known = _index.PathOf(collection, id);
        if (known is not null)
        {
            await _index.RefreshAsync(known, cancellationToken).ConfigureAwait(false);
        }

        foreach (var format in Enum.GetValues<FolderFormat>())
        {
            if (_index.PathOf(collection, id) is null && (known is null || IsPathOf(known, collection, id)))
            {
                await _index.RefreshAsync(FolderPath.For(collection, id, ExtensionOf(format)), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether it is the path that says the id; else the file itself said it, and it may be one that no path can say.</summary>
    private static bool IsPathOf(string path, string collection, string id) => FolderPath.Parse(path) == (collection, id);

    private static string ExtensionOf(FolderFormat format) => format == FolderFormat.Markdown ? ".md" : ".json";
}
