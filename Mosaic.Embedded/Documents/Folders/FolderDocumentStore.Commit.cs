using Mosaic.Documents.Folders.Files;
using Mosaic.Documents.Folders.Writing;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Commit;

namespace Mosaic;

/// <content>
/// How a write goes: files under temporary names, then the index in one unit, which decides, then the renames. Before the unit nothing is
/// changed; a crash after it, before a rename, leaves the old file, which the next opening takes up again: the write was not acknowledged.
/// A file that somebody else edits after the plan was made is read again, and its document's write planned anew.
/// </content>
public sealed partial class FolderDocumentStore
{
    private const int Tries = 16;

    private async ValueTask<T> CommitAsync<T>(
        string collection, IEnumerable<string> ids, Func<List<PlannedWrite>> plan, Func<List<DocumentRow?>, T> answer, CancellationToken cancellationToken)
    {
        await NoticeAsync(cancellationToken).ConfigureAwait(false);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var id in ids)
            {
                await TakeUpAsync(collection, id, cancellationToken).ConfigureAwait(false);
            }

            var rows = await RunAsync(collection, plan, null, cancellationToken).ConfigureAwait(false);
            return answer([.. rows.Select(static it => it.Row)]);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Writes what is planned; those whose files were edited meanwhile are planned again.</summary>
    private async ValueTask<List<(string Id, DocumentRow? Row)>> RunAsync(string collection, Func<List<PlannedWrite>> plan, HashSet<string>? only, CancellationToken cancellationToken)
    {
        var done = new List<(string Id, DocumentRow? Row)>();
        for (var attempt = 1; ; attempt++)
        {
            var staged = new List<StagedWrite>();
            try
            {
                await StageAsync(collection, plan, only, staged, cancellationToken).ConfigureAwait(false);
                var rows = await _documents.WriteAsync(collection, context => staged.ConvertAll(it => Write(context, collection, it)), cancellationToken).ConfigureAwait(false);
                only = await FinishAsync(staged).ConfigureAwait(false);
                done.AddRange(staged.Select((it, at) => (it.Plan.Id, rows[at])).Where(it => !only.Contains(it.Id)));
            }
            finally
            {
                staged.ForEach(static it => it.File?.Dispose());
            }

            if (only.Count == 0)
            {
                return done;
            }

            RequireTries(collection, only, attempt);
            cancellationToken = CancellationToken.None; // others are written already
        }
    }

    /// <summary>Until every file that is to be written is as the plan was made from.</summary>
    private async ValueTask StageAsync(string collection, Func<List<PlannedWrite>> plan, HashSet<string>? only, List<StagedWrite> staged, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var writes = plan();
            RequireDistinct(collection, writes);
            var halves = new HashSet<string>(StringComparer.Ordinal);
            foreach (var write in writes.Where(it => only is null || only.Contains(it.Id)))
            {
                try
                {
                    if (Reported(() => Stage(collection, write), write.Id) is { } file)
                    {
                        staged.Add(file);
                    }
                }
                catch (InvalidDocumentException) when (attempt < Tries && HasBecomeAnother(collection, write.Id))
                {
                    halves.Add(write.Id);
                }
            }

            var edited = staged.Where(it => !IsAsPlanned(it)).ToList();
            if (edited.Count + halves.Count == 0)
            {
                return;
            }

            only = await ReadAgainAsync(edited).ConfigureAwait(false);
            foreach (var id in halves)
            {
                await _index.ReadAsync(_index.PathOf(collection, id)!, CancellationToken.None).ConfigureAwait(false);
                only.Add(id);
            }

            edited.ForEach(static it => it.File?.Dispose());
            staged.RemoveAll(edited.Contains);
            RequireTries(collection, only, attempt);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private bool IsAsPlanned(StagedWrite staged) => _index.StateOf(staged.Path) is { } state
        ? staged.Known is { } known && (state.Hash is null || state.Hash == known.Hash) && _index.IsCurrent(staged.Path)
        : staged.Known is null && !Path.Exists(_index.Full(staged.Path));

    /// <summary>Whether a file that could not be written is another now: it was met while somebody else wrote it, whose end is waited for.</summary>
    private bool HasBecomeAnother(string collection, string id)
    {
        if (_index.PathOf(collection, id) is not { } path || _index.StateOf(path) is not { Hash: { } hash } state)
        {
            return false;
        }

        FileContent.WaitForWriters(_index.Full(path));
        return _index.IsFile(path) && !new FileContent(state.Size, hash).IsIn(_index.Full(path));
    }

    private async ValueTask<HashSet<string>> ReadAgainAsync(List<StagedWrite> staged)
    {
        foreach (var write in staged)
        {
            await _index.ReadAsync(write.Path, CancellationToken.None).ConfigureAwait(false); // the files are the truth
        }

        return staged.Select(static it => it.Plan.Id).ToHashSet(StringComparer.Ordinal);
    }

    /// <exception cref="ConflictException">Enough tries.</exception>
    private static void RequireTries(string collection, HashSet<string> edited, int attempt)
    {
        if (attempt == Tries)
        {
            throw new ConflictException($"The file of '{edited.First()}' of '{collection}' was edited each time it was to be written.") { Operation = "write", Target = $"{collection}/{edited.First()}" };
        }
    }

    private StagedWrite? Stage(string collection, PlannedWrite write)
    {
        var path = _index.PathOf(collection, write.Id);
        if (write.Json is null)
        {
            return path is null ? null : new StagedWrite(write, path, OldContent(path), null, [], null);
        }

        if (path is null)
        {
            path = NewPath(collection, write);
            RequireFree(path);
        }

        var old = OldBytes(path);
        var bytes = DocumentFile.Write(path, write.Json, write.Id, old);
        var parsed = _index.Parse(path, bytes);
        return parsed.Id == write.Id
            ? new StagedWrite(write, path, old is null ? null : FileContent.Of(old), AtomicFile.Write(Folder, path, bytes, _options.Durability), parsed.Json, parsed.Problem)
            : throw new InvalidDocumentException($"The id '{write.Id}' cannot be written into the file '{path}'.") { Operation = "write", Target = path };
    }

    private DocumentRow? Write(UnitContext context, string collection, StagedWrite staged)
    {
        var row = staged.Plan.Write(context, staged.Json);
        if (staged.File is { } file)
        {
            _index.Note(context, staged.Path, new FileState(collection, staged.Plan.Id, file.Written.Size, file.Ticks, staged.Problem, staged.Plan.ExpiresAt?.UtcTicks, file.Written.Hash));
        }
        else
        {
            _index.Forget(context, staged.Path);
        }

        return row;
    }

    /// <returns>The documents whose files were edited meanwhile, and taken up again; they are not written.</returns>
    private async ValueTask<HashSet<string>> FinishAsync(List<StagedWrite> staged)
    {
        var edited = new List<StagedWrite>();
        try
        {
            foreach (var write in staged)
            {
                if (!Reported(() => Finish(write), write.Plan.Id))
                {
                    edited.Add(write);
                }
            }
        }
        catch
        {
            await ReadAgainAsync(staged).ConfigureAwait(false);
            throw;
        }

        return await ReadAgainAsync(edited).ConfigureAwait(false);
    }

    /// <returns>false: somebody else edited the file meanwhile.</returns>
    private bool Finish(StagedWrite write) => write.File is { } file
        ? file.Replace(write.Known)
        : write.Known is null || AtomicFile.Delete(Folder, write.Path, write.Known, _options.Durability);

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
