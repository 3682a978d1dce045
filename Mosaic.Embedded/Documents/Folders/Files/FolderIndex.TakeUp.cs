using Mosaic.Backends;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Commit;

namespace Mosaic.Documents.Folders.Files;

/// <content>Taking up what files say.</content>
internal sealed partial class FolderIndex
{
    private static ReadFile UnlistedOf(string path) => ReadFile.Unreadable(path, "Its folder could not be read, and it stays as it was known.");

    private async Task TakeUpAsync(IEnumerable<ReadFile> files, CancellationToken cancellationToken)
    {
        var unit = new List<ReadFile>();
        var bytes = 0L;
        foreach (var file in files)
        {
            unit.Add(file);
            bytes += file.Size;
            if (unit.Count == UnitFiles || bytes >= UnitBytes)
            {
                await TakeUpUnitAsync(unit, cancellationToken).ConfigureAwait(false);
                unit.Clear();
                bytes = 0;
            }
        }

        await TakeUpUnitAsync(unit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Files that wait for an id, or for a value of a unique index, may have it now.</summary>
    private async Task TakeUpWaitingAsync(CancellationToken cancellationToken)
    {
        for (var before = int.MaxValue; freed && !waiting.IsEmpty && waiting.Count < before;)
        {
            before = waiting.Count;
            await TakeUpAsync(Read(waiting.Keys.Order(StringComparer.Ordinal).ToList(), source.Read, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        freed = false;
    }

    private async Task TakeUpUnitAsync(List<ReadFile> files, CancellationToken cancellationToken)
    {
        if (files.Count > 0)
        {
            await documents.WriteAsync(Files, context => TakeUp(context, files), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>First who has which id from now on, so that files can exchange theirs; then what no file says any more goes, then the new comes.</summary>
    private int TakeUp(UnitContext context, List<ReadFile> files)
    {
        var claims = files.ToDictionary(static file => file.Path, Claim, StringComparer.Ordinal);
        var owners = new Dictionary<(string Collection, string Id), string>();
        var taken = new List<(ReadFile File, FileState State)>();
        foreach (var file in files)
        {
            var state = claims[file.Path];
            if (file.IsRead && state.Id is { } id)
            {
                var key = (state.Collection, id);
                var owner = owners.GetValueOrDefault(key) ?? OwnerOf(key, claims);
                if (owner is not null && owner != file.Path && IsFile(owner))
                {
                    state = state with { Id = null, Claims = id, Problem = $"The document '{id}' of '{state.Collection}' stands in '{owner}' already; this file was left out." };
                }
                else
                {
                    owners[key] = file.Path;
                }
            }

            taken.Add((file, state));
        }

        foreach (var (file, state) in taken)
        {
            if (states.TryGetValue(file.Path, out var old) && old.Id is not null && (old.Collection, old.Id) != (state.Collection, state.Id) && !owners.ContainsKey((old.Collection, old.Id)))
            {
                documents.Writer.Delete(context, old.Collection, old.Id);
            }
        }

        foreach (var (file, state) in taken)
        {
            var written = file.IsRead && state.Id is not null ? Put(context, file, state) : state;
            if (states.GetValueOrDefault(file.Path) != written)
            {
                Note(context, file.Path, written);
            }
        }

        return files.Count;
    }

    /// <summary>What a file would be, if it gets the id that it claims.</summary>
    private FileState Claim(ReadFile file)
    {
        var collection = FolderPath.Parse(file.Path).Collection;
        var problem = file.Parsed.Problem;
        if (!file.IsRead)
        {
            return states.TryGetValue(file.Path, out var known)
                ? known with { Size = file.Size, Problem = problem, Hash = null }
                : new FileState(collection, null, file.Size, file.Ticks, problem, null);
        }

        var id = file.Parsed.Id.Length > 0 ? file.Parsed.Id : null;
        if (id is not null && ProblemOf(collection) is { } wrong)
        {
            (id, problem) = (null, wrong);
        }

        return new FileState(collection, id, file.Size, file.Ticks, problem, null, file.Hash);
    }

    private static string? ProblemOf(string collection)
    {
        try
        {
            CollectionName.Validate(collection);
            return null;
        }
        catch (InvalidDocumentException exception)
        {
            return $"Its folder's name is none of a collection: {exception.Message}";
        }
    }

    /// <summary>Who has the id, unless he claims another one at the same time.</summary>
    private string? OwnerOf((string Collection, string Id) key, Dictionary<string, FileState> claims) =>
        PathOf(key.Collection, key.Id) is { } path && !(claims.TryGetValue(path, out var claim) && claim.Id != key.Id) ? path : null;

    /// <summary>A file that the index refuses is left out; the others of the unit go on.</summary>
    private FileState Put(UnitContext context, ReadFile file, FileState state)
    {
        try
        {
            documents.Writer.Put(context, state.Collection, state.Id!, new DocumentDraft(file.Parsed.Json), Upsert);
            return state;
        }
        catch (DuplicateKeyException exception)
        {
            documents.Writer.Delete(context, state.Collection, state.Id!);
            return state with { Id = null, Claims = state.Id, Problem = exception.Message };
        }
    }

    private static IEnumerable<ReadFile> Read(List<string> paths, Func<string, ReadFile?> read, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (read(path) is { } file)
            {
                yield return file;
            }
        }
    }
}
