using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Documents.Folders.Mirror;

namespace Mosaic;

/// <summary>
/// Keeps a folder of files and collections of a store in step, both ways: so notes can be edited as files, and be queried, searched and part
/// of transactions as documents.
/// </summary>
/// <remarks>
/// What one side alone has changed goes to the other; an edit wins over a deletion; of two edits one keeps the id by
/// <see cref="FolderMirrorOptions.Clash"/>, and the other is kept beside it. Killed at any moment, it goes on where it was. Neither side is
/// disposed with it. One mirror at a time for a folder.
/// </remarks>
/// <param name="folder">The folder.</param>
/// <param name="store">The store.</param>
/// <param name="options">null: the defaults.</param>
public sealed partial class FolderMirror(FolderDocumentStore folder, IMosaic store, FolderMirrorOptions? options = null) : IDisposable
{
    private const int Tries = 8;

    private readonly FolderMirrorOptions _options = options ?? new FolderMirrorOptions();
    private readonly ILogger _logger = (options?.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Mosaic.Folders");
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly ConcurrentDictionary<(string Collection, string Id), string> _problems = [];

    /// <summary>Documents that are not in step, for one side cannot be read or refuses what the other has: collection/id and why. Each is tried
    /// again when it changes, and at <see cref="SyncAsync(CancellationToken)"/>.</summary>
    public IReadOnlyList<FolderProblem> Problems => [.. _problems.Select(static pair => new FolderProblem($"{pair.Key.Collection}/{pair.Key.Id}", pair.Value)).OrderBy(static problem => problem.Path, StringComparer.Ordinal)];

    /// <summary>Compares everything and brings it into step.</summary>
    /// <param name="cancellationToken">Ends it between two documents.</param>
    /// <returns>What it did.</returns>
    /// <exception cref="MosaicException">The folder is gone, or all of its documents are: <see cref="FolderMirrorOptions.AllowEmptyFolder"/>.</exception>
    public async ValueTask<MirrorReport> SyncAsync(CancellationToken cancellationToken = default)
    {
        var keys = new HashSet<(string, string)>();
        var hadFiles = await AddNotedAsync(keys, cancellationToken).ConfigureAwait(false);
        await RequireFolderAsync(hadFiles, cancellationToken).ConfigureAwait(false);
        await AddKeysAsync(keys, folder, "", cancellationToken).ConfigureAwait(false);
        await AddKeysAsync(keys, store.Documents, _options.Prefix, cancellationToken).ConfigureAwait(false);
        var report = new MirrorReport(0, 0, 0);
        foreach (var (collection, id) in keys)
        {
            report += await SyncAsync(collection, id, cancellationToken).ConfigureAwait(false);
        }

        return report;
    }

    /// <summary>Brings everything into step and then follows the changes of both sides as they come.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A task that is cancelled with the token.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var folderHead = await folder.Changes.GetHeadAsync(cancellationToken).ConfigureAwait(false);
        var storeHead = await store.Changes.GetHeadAsync(cancellationToken).ConfigureAwait(false);
        await SyncAsync(cancellationToken).ConfigureAwait(false);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var changed = Channel.CreateUnbounded<(string Collection, string Id)>();
        var feeds = Task.WhenAll(
            FollowAsync(folder.Changes, folderHead, "", changed.Writer, ending.Token),
            FollowAsync(store.Changes, storeHead, _options.Prefix, changed.Writer, ending.Token),
            folder.WatchAsync(ending.Token));
        try
        {
            await foreach (var (collection, id) in changed.Reader.ReadAllAsync(ending.Token).ConfigureAwait(false))
            {
                await SyncAsync(collection, id, ending.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await feeds.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await feeds.ConfigureAwait(false); // a feed that failed ended the channel
    }

    /// <summary>Ends its use; both sides stay open.</summary>
    public void Dispose() => _one.Dispose();

    private async Task FollowAsync(IChangeFeed feed, string from, string prefix, ChannelWriter<(string Collection, string Id)> changed, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in feed.ReadAsync(from, cancellationToken).ConfigureAwait(false))
            {
                if (change.Kind == "document" && IsMirrored(change.Collection, prefix))
                {
                    await changed.WriteAsync((change.Collection[prefix.Length..], change.Id), cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            changed.TryComplete();
        }
    }

    private async ValueTask AddKeysAsync(HashSet<(string, string)> keys, IDocumentStore documents, string prefix, CancellationToken cancellationToken)
    {
        await foreach (var collection in documents.ListCollectionsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!IsMirrored(collection, prefix))
            {
                continue;
            }

            await foreach (var document in documents.FindJsonAsync(collection, null, null, cancellationToken).ConfigureAwait(false))
            {
                keys.Add((collection[prefix.Length..], document.Id));
            }
        }
    }

    private bool IsMirrored(string collection, string prefix) =>
        collection.Length > prefix.Length && collection.StartsWith(prefix, StringComparison.Ordinal) && collection != _options.StateCollection;

    private async ValueTask<MirrorReport> SyncAsync(string collection, string id, CancellationToken cancellationToken)
    {
        var clashes = new List<MirrorConflict>();
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    var report = await TryAsync(collection, id, clashes, cancellationToken).ConfigureAwait(false);
                    _problems.TryRemove((collection, id), out _);
                    return report;
                }
                catch (ConflictException) when (attempt < Tries)
                {
                    // edited meanwhile: look again
                }
            }
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or ObjectDisposedException or StorePoisonedException))
        {
            AddProblem(collection, id, exception);
            return new MirrorReport(0, 0, 0);
        }
        finally
        {
            _one.Release();
            clashes.ForEach(Tell); // now, so that who is told may use the mirror
        }
    }

    private async ValueTask<MirrorReport> TryAsync(string collection, string id, List<MirrorConflict> clashes, CancellationToken cancellationToken)
    {
        var file = await MirrorSide.ReadAsync(folder, collection, id, cancellationToken).ConfigureAwait(false);
        var document = await MirrorSide.ReadAsync(store.Documents, _options.Prefix + collection, id, cancellationToken).ConfigureAwait(false);
        var key = MirrorState.KeyOf(collection, id);
        var noted = await store.Documents.GetJsonAsync(_options.StateCollection, key, cancellationToken).ConfigureAwait(false) is { } json
            ? JsonSerializer.Deserialize(json.Span, MirrorJson.Default.MirrorState)!
            : new MirrorState(collection, id, null);
        if (file?.Hash == document?.Hash)
        {
            await NoteAsync(noted, InStep(noted, file), cancellationToken).ConfigureAwait(false);
            return new MirrorReport(0, 0, 0);
        }

        var state = noted.Settled(file, document);
        var fileChanged = file?.Hash != state.Hash;
        var documentChanged = document?.Hash != (state.StoreHash ?? state.Hash);
        if (state.StoreHash is not null && document is not null)
        {
            if (!fileChanged && !documentChanged)
            {
                throw NotHeld(state);
            }

            documentChanged = true; // it has what the file does not: of an edit of the file, too, both are kept
        }

        if (!documentChanged || (fileChanged && document is null))
        {
            await ToStoreAsync(state, file, document, cancellationToken).ConfigureAwait(false);
            return new MirrorReport(1, 0, 0);
        }

        if (!fileChanged || file is null)
        {
            await ToFolderAsync(state, file, document, cancellationToken).ConfigureAwait(false);
            return new MirrorReport(0, 1, 0);
        }

        var fileWins = _options.Clash switch
        {
            MirrorClash.FileWins => true,
            MirrorClash.StoreWins => false,
            _ => (folder.WrittenAt(collection, id) ?? file.ModifiedAt) >= document!.ModifiedAt,
        };
        var beside = await KeepBesideAsync(collection, id, fileWins ? document! : file, cancellationToken).ConfigureAwait(false);
        if (fileWins)
        {
            await ToStoreAsync(state, file, document, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await ToFolderAsync(state, file, document, cancellationToken).ConfigureAwait(false);
        }

        clashes.Add(new MirrorConflict(collection, id, folder.PathOf(collection, beside), fileWins));
        return new MirrorReport(fileWins ? 1 : 0, fileWins ? 1 : 2, 1) + await TryAsync(collection, beside, clashes, cancellationToken).ConfigureAwait(false);
    }
}
