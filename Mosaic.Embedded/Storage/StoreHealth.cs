namespace Mosaic.Storage;

/// <summary>Whether the store may still acknowledge: after an I/O or engine error it does not, until it is opened again.</summary>
internal sealed class StoreHealth(string path, bool readOnly, Microsoft.Extensions.Logging.ILogger logger)
{
    private Exception? _cause;
    private volatile bool _closed;

    public bool IsPoisoned => Volatile.Read(ref _cause) is not null;

    public bool IsReadOnly => readOnly;

    /// <summary>Records the first error, for good.</summary>
    public StorePoisonedException Poison(Exception cause)
    {
        if (Interlocked.CompareExchange(ref _cause, cause, null) is null)
        {
            Microsoft.Extensions.Logging.LoggerExtensions.LogError(
                logger, cause, "The store {Path} met an error and accepts no more writes until it is reopened.", path);
        }

        return Poisoned();
    }

    /// <summary>
    /// A read from disk failed. LiteDB keeps the failed read's transaction open, so writing could not go on anyway; reads of
    /// what is not damaged do.
    /// </summary>
    public Exception ReadFailed(Exception cause)
    {
        if (_closed)
        {
            return new ObjectDisposedException(nameof(MosaicEngine), cause);
        }

        Poison(cause);
        return cause as MosaicException ?? new StoreCorruptException($"Reading the store '{path}' failed: {cause.Message}", cause)
        {
            Operation = "read",
            Target = path,
            Hint = "Run CheckAsync; restore the store from a backup if it reports damage.",
        };
    }

    public void Close() => _closed = true;

    public void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_closed, typeof(MosaicEngine));

    public void ThrowIfPoisoned()
    {
        if (IsPoisoned)
        {
            throw Poisoned();
        }
    }

    public void ThrowIfUnwritable()
    {
        ThrowIfClosed();
        ThrowIfPoisoned();
        if (readOnly)
        {
            throw new MosaicException($"The store '{path}' is open for reading only.")
            {
                Operation = "write",
                Target = path,
                Hint = "Open it without MosaicOptions.ReadOnly.",
            };
        }
    }

    private StorePoisonedException Poisoned() => new(
        $"An earlier error ended this instance of the store '{path}': {_cause!.Message}", _cause)
    {
        Operation = "write",
        Target = path,
        Hint = "Dispose it and open it again; what was acknowledged is kept.",
    };
}
