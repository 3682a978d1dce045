using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Backends;
using Mosaic.Documents;
using Mosaic.Documents.Folders;
using Mosaic.Documents.Folders.Files;
using Mosaic.Documents.Json;

namespace Mosaic;

/// <summary>
/// A folder as a document store: each <c>.md</c> and <c>.json</c> file is a document, each folder in it a collection (the files of the root
/// itself are the collection ".", those of folders within are their collection's, with ids such as "2026/plan"), an id the path from there without the extension, or what the document says under "id".
/// </summary>
/// <remarks>
/// <para>The files are the truth. Beside them, out of the folder, an index holds what they say, so that queries and indexes work as in a
/// <see cref="MosaicEngine"/> and nothing is read twice. Edits from outside are noticed (<see cref="FolderOptions.Watch"/>), at the latest by
/// <see cref="RefreshAsync"/> and before the same document is written here.</para>
/// <para>A Markdown file is a document with its front matter's fields (YAML, TOML or JSON), "body" with the text, and "file" with what is
/// computed: path, title, headings, tags, links, tasks, and "error" where something is wrong. Writing it changes what differs in the file and
/// nothing else; "file" is not written.</para>
/// <para>"file.headings" are <c>{ level, text, line }</c>, "file.tags" strings without the #, "file.links"
/// <c>{ kind, target, anchor, text, path, line }</c> (kind: link, image, wiki or embed; anchor, and path for what is no relative path, may be
/// missing), "file.tasks" <c>{ text, done, line, metadata }</c>, metadata with the <c>[name:: value]</c> of the text. A line counts from 1 in
/// the file. Each is a list, for <c>ANY</c>: <c>ANY(file.tasks).done = false</c>.</para>
/// <para>A write is atomic for a file. A call that writes several files is all or none, but for a crash in its middle. There are no
/// transactions. Thread-safe; one process at a time.</para>
/// <para>When a document expires its file is deleted, unless it was edited from outside since the time was set: then it stays, and has
/// none any more.</para>
/// </remarks>
public sealed partial class FolderDocumentStore : IDocumentStore, IAsyncDisposable
{
    private readonly MosaicEngine _engine;
    private readonly EngineDocuments _documents;
    private readonly FolderIndex _index;
    private readonly FolderOptions _options;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly FileSystemWatcher? _watcher;
    private readonly Channel<bool> _seen = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile bool _changed;

    private FolderDocumentStore(string root, MosaicEngine engine, FolderOptions options)
    {
        Folder = root;
        _engine = engine;
        _documents = (EngineDocuments)engine.Documents;
        _options = options;
        _index = new FolderIndex(root, _documents, options);
        _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Mosaic.Folders");
        Changes = new FolderChanges(engine.Changes);
        _watcher = options.Watch ? Watch(root) : null;
    }

    /// <summary>The folder's full path, links in it followed.</summary>
    public string Folder { get; }

    /// <inheritdoc/>
    public string Name => "folder";

    /// <summary>What it can do beyond documents.</summary>
    /// <value>Nothing: no transactions, above all.</value>
    public MosaicCapabilities Capabilities { get; } = MosaicCapabilities.None;

    /// <inheritdoc/>
    public JsonSerializerOptions JsonOptions => _documents.JsonOptions;

    /// <summary>What changed, edits from outside included once they are noticed. Cursors are good until the index is deleted.</summary>
    public IChangeFeed Changes { get; }

    /// <summary>Files that are not whole documents, by their paths.</summary>
    public IReadOnlyList<FolderProblem> Problems => [.. _index.Problems];

    /// <summary>Opens a folder and takes up what changed since it was open last.</summary>
    /// <param name="folder">The folder; it is created when it is missing.</param>
    /// <param name="options">null: the defaults.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MosaicException">It is missing, and cannot be created.</exception>
    /// <exception cref="StoreLockedException">Another process, or another instance in this one, has the folder open.</exception>
    public static async ValueTask<FolderDocumentStore> OpenAsync(string folder, FolderOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        options ??= new FolderOptions();
        CreateFolder(folder);
        var root = RealPath.Of(folder);
        var engine = await OpenIndexAsync(root, options.IndexPath ?? IndexLocation.For(root), options, cancellationToken).ConfigureAwait(false);
        var store = new FolderDocumentStore(root, engine, options);
        try
        {
            LeftFiles.Settle(root); // now that nobody else writes there
            await store._index.LoadAsync().ConfigureAwait(false);
            await store.RefreshAsync(cancellationToken).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Compares with the folder and takes up every edit from outside.</summary>
    /// <param name="cancellationToken">Ends it; what was taken up stays.</param>
    /// <returns>How many files had changed.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder is gone; what the index holds stays.</exception>
    public async ValueTask<int> RefreshAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _changed = false;
            return await _index.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The documents that link to a document: by a path that leads to its file, or a wiki link with its name.</summary>
    /// <param name="collection">The document's collection.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The collections and ids of the documents.</returns>
    public async ValueTask<IReadOnlyList<(string Collection, string Id)>> BacklinksAsync(string collection, string id, CancellationToken cancellationToken = default)
    {
        await NoticeAsync(cancellationToken).ConfigureAwait(false);
        if (_index.PathOf(collection, id) is not { } path)
        {
            return [];
        }

        var stem = path[..^Path.GetExtension(path).Length];
        var names = stem.Split('/');
        var wiki = Enumerable.Range(0, names.Length).Select(from => string.Join('/', names[from..])).SelectMany(name => new[] { name, name + Path.GetExtension(path) });
        var filter = Filter.Any("file.links", Filter.In("path", path, stem) | (Filter.In("kind", "wiki", "embed") & Filter.In("target", wiki)));
        var found = new List<(string, string)>();
        await foreach (var name in ListCollectionsAsync(cancellationToken).ConfigureAwait(false))
        {
            await foreach (var document in _documents.FindJsonAsync(name, filter, null, cancellationToken).ConfigureAwait(false))
            {
                found.Add((name, document.Id));
            }
        }

        return found;
    }

    /// <summary>Closes the index; the files stay as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        _watcher?.Dispose();
        await _engine.DisposeAsync().ConfigureAwait(false);
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MosaicException($"The folder '{folder}' is not there, and cannot be made: {exception.Message}", exception)
            {
                Operation = "open",
                Target = folder,
                Hint = "Give the path of a folder, or of one that may be made.",
            };
        }
    }

    private static async ValueTask<MosaicEngine> OpenIndexAsync(string root, string path, FolderOptions options, CancellationToken cancellationToken)
    {
        var engine = new MosaicOptions { Durability = Durability.Relaxed, TimeProvider = options.TimeProvider, Json = options.Json, LoggerFactory = options.LoggerFactory };
        try
        {
            return await MosaicEngine.OpenAsync(path, engine, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreCorruptException)
        {
            IndexLocation.Delete(path); // it is derived
            return await MosaicEngine.OpenAsync(path, engine, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreLockedException exception)
        {
            throw new StoreLockedException($"The folder '{root}' is open as a document store in {exception.Owner}: its index '{path}' is in use there.", exception)
            {
                Owner = exception.Owner,
                Operation = "open",
                Target = root,
                Hint = "Close it there, or use that instance; one opens a folder at a time. Each folder needs an index of its own (FolderOptions.IndexPath).",
                IsTransient = true,
            };
        }
    }

    private FileSystemWatcher? Watch(string root)
    {
        try
        {
            var watcher = new FileSystemWatcher(root) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size };
            watcher.Created += (_, _) => Seen();
            watcher.Changed += (_, _) => Seen();
            watcher.Deleted += (_, _) => Seen();
            watcher.Renamed += (_, _) => Seen();
            watcher.Error += (_, _) => Seen(); // it lost some: the next read compares everything
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException exception)
        {
            _logger.LogWarning(exception, "{Folder} cannot be watched; edits from outside are noticed at RefreshAsync only.", root);
            return null;
        }
    }

    private void Seen()
    {
        _changed = true;
        _seen.Writer.TryWrite(true);
    }

    /// <summary>Takes up what the watcher sees as it sees it, without waiting for a read.</summary>
    internal async Task WatchAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in _seen.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await NoticeAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (IOException exception)
            {
                _changed = true;
                _logger.LogWarning(exception, "{Folder} could not be compared; it is tried again with the next edit or read.", Folder);
            }
        }
    }

    /// <summary>Before a read: takes up what the watcher has seen.</summary>
    private async ValueTask NoticeAsync(CancellationToken cancellationToken)
    {
        if (_changed)
        {
            await RefreshAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Enter(string collection, string id, CancellationToken cancellationToken)
    {
        _documents.Enter(collection, cancellationToken);
        DocumentId.Validate(id);
        _ = NotReserved(collection);
    }

    /// <exception cref="InvalidDocumentException">It is the store's own.</exception>
    private static string NotReserved(string collection) => collection is not null && FolderPath.IsReserved(collection)
        ? throw new InvalidDocumentException($"'{collection}' begins with '$', as the store's own collections do.") { Operation = "use", Target = collection, Hint = "Choose another name." }
        : collection!;
}
