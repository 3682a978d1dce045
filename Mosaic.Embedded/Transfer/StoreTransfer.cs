using System.Buffers.Binary;
using System.Security.Cryptography;
using Mosaic.Storage;
using Mosaic.Storage.Rows;
using Mosaic.Transfer;

namespace Mosaic.Backends;

/// <summary>
/// What a store holds, out and in again, for tools that copy and move stores: exact rows with their ids, versions, tokens and times.
/// Applications use <see cref="IMosaic"/>.
/// </summary>
/// <remarks>Thread-safe. What blocks on the disk is said to; it is called on a thread that may.</remarks>
public sealed class StoreTransfer
{
    private const int PageBytes = 1 << 20;
    private readonly StoreCore _core;

    internal StoreTransfer(StoreCore core) => _core = core;

    /// <summary>
    /// All kinds of rows that make a copy, but for the change record, in an order in which they can be read: first those that
    /// <see cref="IsTold"/>.
    /// </summary>
    public static IReadOnlyList<TransferKind> Kinds { get; } = [.. TransferTables.Told, .. TransferTables.Untold];

    /// <summary>The version of rows: another one may mean other bytes.</summary>
    public static int FormatVersion => Storage.Pages.FileIdentity.FormatVersion;

    /// <summary>The store's id, which its copies share.</summary>
    public Guid StoreId => _core.StoreId;

    /// <summary>Whether the change record tells every change of a kind, so that <see cref="TransferReading.ReadChangedSince"/> does.</summary>
    /// <param name="kind">The kind.</param>
    public static bool IsTold(TransferKind kind) => TransferTables.Told.Contains(kind);

    /// <summary>Begins to read while the store goes on: from now on it is noted which rows are written, until the reading is disposed.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<TransferReading> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _core.Health.ThrowIfClosed();
        _core.Health.ThrowIfPoisoned();
        return await TransferReading.BeginAsync(_core).ConfigureAwait(false);
    }

    /// <summary>Begins a new store's file, to be filled with records.</summary>
    /// <param name="path">Where; there must be nothing.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="MosaicException">There is a file already, or one that was not closed.</exception>
    public static async ValueTask<TransferWriter> CreateAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        cancellationToken.ThrowIfCancellationRequested();
        return await Task.Run(() => TransferWriter.Create(Path.GetFullPath(path)), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>What the store holds at one unit, in short. Reads all of it; writing goes on, as far as memory for what waits allows.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<TransferDigest> DigestAsync(CancellationToken cancellationToken = default)
    {
        _core.Health.ThrowIfClosed();
        return await Task.Factory.StartNew(
            () => Digest(cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
    }

    private TransferDigest Digest(CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var counts = new SortedDictionary<TransferKind, long>();
        var at = default(FeedCursor);
        var header = new byte[2 * sizeof(int)];
        _core.Quiesce(() =>
        {
            // Of a store that is open for reading only the tables in memory are all that there ever is to them.
            var applied = _core.Log is null ? _core.Rows.Visible : _core.Applier.Applied;
            at = new FeedCursor(_core.StoreId, applied, _core.Feed.StampOf(applied) ?? 0, FeedCursor.WholeUnit);
            for (byte[]? from = [0]; from is not null;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var page = _core.Log is null ? _core.Rows.Scan(from, [0xFF], int.MaxValue, PageBytes) : _core.Rows.ScanBlocks(from, PageBytes);
                foreach (var (key, value) in page.Rows)
                {
                    if (TransferTables.IsCopied(key.Span))
                    {
                        BinaryPrimitives.WriteInt32LittleEndian(header, key.Length);
                        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(sizeof(int)), value.Length);
                        hash.AppendData(header);
                        hash.AppendData(key.Span);
                        hash.AppendData(value.Span);
                        var kind = (TransferKind)key.Span[0];
                        counts[kind] = counts.GetValueOrDefault(kind) + 1;
                    }
                }

                from = page.Next;
            }
        });
        return new TransferDigest(at, hash.GetHashAndReset(), counts);
    }
}
