using System.Collections.Concurrent;
using System.Text.Json;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Commit;

namespace Mosaic.Documents.Folders.Files;

/// <summary>
/// The files of a folder and their documents, in a store of its own: each document as its file said it last, and of each file what is
/// needed to see that it changed, in one unit.
/// </summary>
internal sealed partial class FolderIndex(string root, EngineDocuments documents, FolderOptions options)
{
    /// <summary>The collection of what is known of files.</summary>
    public const string Files = "$files";

    private const int UnitFiles = 200;
    private const int UnitBytes = 8 << 20;

    private static readonly WriteOptions Upsert = new() { Upsert = true };

    private readonly ConcurrentDictionary<string, FileState> states = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Collection, string Id), string> paths = [];
    private readonly ConcurrentDictionary<string, FileState> waiting = new(StringComparer.Ordinal);
    private readonly CaseNames names = new(root);
    private readonly FolderFiles source = new(root, options);
    private volatile bool freed = true;

    public IEnumerable<FolderProblem> Problems =>
        states.Where(static pair => pair.Value.Problem is not null).Select(static pair => new FolderProblem(pair.Key, pair.Value.Problem!)).OrderBy(static problem => problem.Path, StringComparer.Ordinal);

    public int Count => states.Count;

    /// <summary>The path of a document's file; null: it has none.</summary>
    public string? PathOf(string collection, string id) => paths.GetValueOrDefault((collection, id));

    /// <summary>Whether a file claims the id and was left out.</summary>
    public bool IsClaimed(string collection, string id) => waiting.Values.Any(state => state.Collection == collection && state.Claims == id);

    public FileState? StateOf(string path) => states.GetValueOrDefault(path);

    /// <summary>What differs from a path, or from a folder on its way, by case or the composition of accents alone; such two are one on some systems.</summary>
    public string? CaseTwin(string path) => names.TwinOf(path);

    /// <summary>Whether the file is as it is known.</summary>
    public bool IsCurrent(string path) => states.TryGetValue(path, out var state) && source.Is(path, state.Size, state.Ticks);

    /// <inheritdoc cref="FolderFiles.Has"/>
    public bool IsFile(string path) => source.Has(path);

    public string Full(string path) => source.Full(path);

    /// <summary>Reads back what is known.</summary>
    public async Task LoadAsync()
    {
        await foreach (var found in documents.FindJsonAsync(Files).ConfigureAwait(false))
        {
            try
            {
                Remember(found.Id, JsonSerializer.Deserialize(found.Value.Span, FolderJson.Default.FileState));
            }
            catch (JsonException)
            {
                // not known, then: the file is read again
            }
        }
    }

    /// <summary>Compares with the folder and takes up what differs.</summary>
    /// <returns>How many files were read or forgotten.</returns>
    public async Task<int> RefreshAsync(CancellationToken cancellationToken)
    {
        var now = options.TimeProvider.GetUtcNow().UtcTicks;
        foreach (var (path, state) in states.Where(pair => pair.Value.ExpiresAt <= now).ToList())
        {
            await ExpireAsync(path, state, cancellationToken).ConfigureAwait(false);
        }

        var found = FolderScan.Run(root);
        var missing = states.Keys.Where(path => !found.ContainsKey(path)).ToLookup(new FolderAccess(root).CanList);
        var gone = missing[true].ToList();
        var changed = found.Where(pair => !(states.TryGetValue(pair.Key, out var state) && state.Size == pair.Value.Size && state.Ticks == pair.Value.Ticks))
            .Select(static pair => pair.Key).Order(StringComparer.Ordinal).ToList();

        await ForgetAsync(gone, cancellationToken).ConfigureAwait(false);
        await TakeUpAsync(missing[false].Select(UnlistedOf), cancellationToken).ConfigureAwait(false);
        await TakeUpAsync(Read(changed, path => source.Read(path, found[path]), cancellationToken), cancellationToken).ConfigureAwait(false);
        await TakeUpWaitingAsync(cancellationToken).ConfigureAwait(false);
        return gone.Count + changed.Count;
    }

    /// <summary>Deletes a file whose document has expired; one that was edited since stays, and is taken up without a time.</summary>
    private async Task ExpireAsync(string path, FileState state, CancellationToken cancellationToken)
    {
        if (!IsCurrent(path) || state.Hash is not { } hash)
        {
            return;
        }

        try
        {
            if (!AtomicFile.Delete(root, path, new FileContent(state.Size, hash), options.Durability))
            {
                await ReadAsync(path, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDocumentException)
        {
            var left = state with { Problem = $"Its document has expired, and it could not be deleted: {exception.Message}" };
            if (left != state)
            {
                await documents.WriteAsync(Files, context => Noted(context), cancellationToken).ConfigureAwait(false);
            }

            bool Noted(UnitContext context)
            {
                Note(context, path, left);
                return true;
            }
        }
    }

    /// <summary>Takes up one file, if it differs from what is known.</summary>
    public Task RefreshAsync(string path, CancellationToken cancellationToken) => IsCurrent(path) ? Task.CompletedTask : ReadAsync(path, cancellationToken);

    /// <summary>Takes up one file, also if its size and time are what is known.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is gone; what the index holds stays.</exception>
    public async Task ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"The folder '{root}' is gone.");
        }

        if (!new FolderAccess(root).CanList(path))
        {
            await TakeUpAsync(states.ContainsKey(path) ? [UnlistedOf(path)] : [], cancellationToken).ConfigureAwait(false);
        }
        else if (source.Read(path) is { } read)
        {
            await TakeUpAsync([read], cancellationToken).ConfigureAwait(false);
        }
        else if (states.ContainsKey(path))
        {
            await ForgetAsync([path], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Within a unit that writes a document: notes its file. Called on the write loop.</summary>
    public void Note(UnitContext context, string path, FileState state)
    {
        documents.Writer.Put(context, Files, path, new DocumentDraft(JsonSerializer.SerializeToUtf8Bytes(state, FolderJson.Default.FileState)), Upsert);
        context.OnStaged(() => Remember(path, state));
        freed = true;
    }

    /// <summary>Within a unit that deletes a document: forgets its file.</summary>
    public void Forget(UnitContext context, string path)
    {
        documents.Writer.Delete(context, Files, path);
        context.OnStaged(() => Remember(path, null));
        freed = true;
    }

    public ParsedFile Parse(string path, ReadOnlySpan<byte> bytes) => source.Parse(path, bytes);

    private void Remember(string path, FileState? state)
    {
        if (states.TryGetValue(path, out var old) && old.Id is not null)
        {
            paths.TryRemove(KeyValuePair.Create((old.Collection, old.Id), path));
        }

        waiting.TryRemove(path, out _);
        if (state is null)
        {
            states.TryRemove(path, out _);
            names.Remove(path);
            return;
        }

        states[path] = state;
        names.Add(path);
        if (state.Id is not null)
        {
            paths[(state.Collection, state.Id)] = path;
        }
        else
        {
            waiting[path] = state;
        }
    }

    private async Task ForgetAsync(IReadOnlyCollection<string> gone, CancellationToken cancellationToken)
    {
        foreach (var part in gone.Chunk(UnitFiles))
        {
            await documents.WriteAsync(
                Files,
                context =>
                {
                    foreach (var path in part)
                    {
                        if (states.TryGetValue(path, out var state) && state.Id is not null)
                        {
                            documents.Writer.Delete(context, state.Collection, state.Id);
                        }

                        Forget(context, path);
                    }

                    return part.Length;
                },
                cancellationToken).ConfigureAwait(false);
        }
    }
}
