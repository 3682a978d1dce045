namespace Mosaic;

/// <summary>A folder behind the interface of a whole store: documents, and nothing else.</summary>
/// <param name="documents">The folder; disposed with this.</param>
public sealed class FolderMosaic(FolderDocumentStore documents) : IMosaic
{
    /// <inheritdoc/>
    public MosaicTier Tier => MosaicTier.Local;

    /// <summary>None: no transactions, above all.</summary>
    public MosaicCapabilities Capabilities => documents.Capabilities;

    /// <inheritdoc/>
    public IDocumentStore Documents => documents;

    /// <summary>Not of a folder.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public IJobQueue Queue => throw Nothing("queue");

    /// <summary>Not of a folder.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public IChannels Channels => throw Nothing("channels");

    /// <summary>Not of a folder.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public IMemoryStore Memory => throw Nothing("memory");

    /// <inheritdoc cref="FolderDocumentStore.Changes"/>
    public IChangeFeed Changes => documents.Changes;

    /// <summary>Not of a folder: several files cannot be written as one unit.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    /// <exception cref="NotSupportedException">Always.</exception>
    public ValueTask<T> TransactAsync<T>(Func<IMosaicTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        throw NoTransactions();
    }

    /// <summary>Not of a folder: several files cannot be written as one unit.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    /// <exception cref="NotSupportedException">Always.</exception>
    public ValueTask TransactAsync(Func<IMosaicTransaction, CancellationToken, ValueTask> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        throw NoTransactions();
    }

    /// <summary>Closes the folder.</summary>
    public ValueTask DisposeAsync() => documents.DisposeAsync();

    private static NotSupportedException Nothing(string what) =>
        new($"A folder of files holds documents only, it has no {what}. MosaicEngine has, in one file.");

    private static NotSupportedException NoTransactions() =>
        new("A folder of files has no transactions: files cannot be written as one unit. MosaicEngine has; see MosaicCapabilities.Transactions.");
}
