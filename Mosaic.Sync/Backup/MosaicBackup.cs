using Mosaic.Backends;
using Mosaic.Backup;

namespace Mosaic;

/// <summary>Backs up a local store while it is used, checks backups, and makes stores of them.</summary>
/// <remarks>
/// A backup is one file, and is of one moment: it holds everything that was acknowledged by then and nothing later. It appears under its
/// name when it is whole and on stable storage; until then it is there with <c>.part</c> behind its name, where a full backup that was cut
/// off goes on the next time. Vectors and trained models are in it, the search index is not: it is made anew. Who had leased
/// a job at that moment has no lease in a store that is restored: the job waits there.
/// </remarks>
public static class MosaicBackup
{
    /// <summary>Makes a backup. The store is read and written meanwhile as always; memory stays bounded.</summary>
    /// <param name="store">A local store.</param>
    /// <param name="path">The backup's file; one that is there is replaced when the new one is whole.</param>
    /// <param name="options">null: a full one, not encrypted.</param>
    /// <param name="progress">Told some times a second.</param>
    /// <param name="cancellationToken">Ends it; what was written stays under the temporary name, to go on from.</param>
    /// <returns>What was made. With <see cref="BackupManifest.FullBecause"/> it is a full one although an incremental one was asked for.</returns>
    /// <exception cref="NotSupportedException">The store is not a local one.</exception>
    /// <exception cref="BackupCorruptException">The base is damaged.</exception>
    /// <exception cref="StoreFullException">There is no space for the backup; once there is, it goes on from where it was.</exception>
    public static async Task<BackupManifest> CreateAsync(
        IMosaic store, string path, BackupOptions? options = null, IProgress<BackupProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (store is not MosaicEngine engine)
        {
            throw new NotSupportedException("Only a local store is backed up here; a server has its own backups.");
        }

        options ??= new BackupOptions();
        path = Path.GetFullPath(path);
        if (options.Base is { } before && Path.GetFullPath(before) == path)
        {
            throw new ArgumentException("A backup cannot replace the one on which it builds.", nameof(options));
        }

        var reading = await engine.Transfer.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (reading.ConfigureAwait(false))
        {
            return await Task.Run(() => new BackupRun(reading, path, options, progress).RunAsync(cancellationToken), CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>What a backup is. Reads its beginning and its end alone; <see cref="VerifyAsync(string, string?, IProgress{BackupProgress}?, CancellationToken)"/> reads all of it.</summary>
    /// <param name="path">The backup.</param>
    /// <param name="passphrase">null: it is not encrypted.</param>
    /// <param name="cancellationToken">Cancels the call before it begins.</param>
    /// <exception cref="BackupCorruptException">It is damaged there, or not a backup.</exception>
    /// <exception cref="BackupPassphraseException">It is encrypted with another passphrase.</exception>
    public static Task<BackupManifest> ReadManifestAsync(string path, string? passphrase = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Task.Run(
            () =>
            {
                using var reader = BackupReader.Open(Path.GetFullPath(path), passphrase);
                return reader.ReadManifest();
            },
            cancellationToken);
    }

    /// <summary>The files that a backup needs, a full one first and itself last, as they are found in its folder.</summary>
    /// <param name="path">The backup.</param>
    /// <param name="cancellationToken">Cancels the call before it begins.</param>
    /// <exception cref="BackupCorruptException">One is missing or damaged at its beginning.</exception>
    public static Task<IReadOnlyList<string>> FindChainAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Task.Run(() => BackupChain.Find(Path.GetFullPath(path)), cancellationToken);
    }

    /// <summary>Looks at every byte of a backup and of those that it builds on, without restoring anything.</summary>
    /// <param name="path">The backup.</param>
    /// <param name="passphrase">null: it is not encrypted.</param>
    /// <param name="progress">Told some times a second.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What is wrong, if anything is: the first thing that was found.</returns>
    /// <exception cref="BackupPassphraseException">It is encrypted with another passphrase.</exception>
    public static async Task<IntegrityReport> VerifyAsync(
        string path, string? passphrase = null, IProgress<BackupProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await VerifyAsync(await FindChainAsync(path, cancellationToken).ConfigureAwait(false), passphrase, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (BackupCorruptException exception)
        {
            return new IntegrityReport(false, [exception.Message]);
        }
    }

    /// <summary>Looks at every byte of the backups of a chain, a full one first, and at whether each builds on the one before it.</summary>
    /// <param name="chain">The backups.</param>
    /// <param name="passphrase">null: they are not encrypted.</param>
    /// <param name="progress">Told some times a second.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What is wrong, if anything is: the first thing that was found.</returns>
    /// <exception cref="BackupPassphraseException">One is encrypted with another passphrase.</exception>
    public static async Task<IntegrityReport> VerifyAsync(
        IReadOnlyList<string> chain, string? passphrase = null, IProgress<BackupProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Require(chain);
        var pace = new BackupPace(progress, TimeProvider.System);
        pace.Begin(BackupPhase.Verifying);
        try
        {
            await Task.Run(() => new ChainReader(chain, passphrase, pace).ReadAsync(static _ => default, cancellationToken), CancellationToken.None).ConfigureAwait(false);
            return new IntegrityReport(true, []);
        }
        catch (BackupCorruptException exception)
        {
            return new IntegrityReport(false, [exception.Message]);
        }
    }

    /// <summary>Makes a store's file of a backup and those that it builds on, as of that backup.</summary>
    /// <param name="path">The backup.</param>
    /// <param name="target">The store's file; there must be none.</param>
    /// <param name="passphrase">null: it is not encrypted.</param>
    /// <param name="progress">Told some times a second.</param>
    /// <param name="cancellationToken">Ends it; nothing is left.</param>
    /// <returns>What the store was made of.</returns>
    /// <exception cref="BackupCorruptException">Something is damaged; nothing is left.</exception>
    /// <exception cref="BackupPassphraseException">It is encrypted with another passphrase.</exception>
    public static async Task<BackupManifest> RestoreAsync(
        string path, string target, string? passphrase = null, IProgress<BackupProgress>? progress = null, CancellationToken cancellationToken = default) =>
        await RestoreAsync(await FindChainAsync(path, cancellationToken).ConfigureAwait(false), target, passphrase, progress, cancellationToken).ConfigureAwait(false);

    /// <summary>Makes a store's file of a chain of backups, a full one first, as of the last one.</summary>
    /// <param name="chain">The backups.</param>
    /// <param name="target">The store's file; there must be none.</param>
    /// <param name="passphrase">null: they are not encrypted.</param>
    /// <param name="progress">Told some times a second.</param>
    /// <param name="cancellationToken">Ends it; nothing is left.</param>
    /// <returns>What the store was made of.</returns>
    /// <exception cref="BackupCorruptException">Something is damaged; nothing is left.</exception>
    /// <exception cref="BackupPassphraseException">One is encrypted with another passphrase.</exception>
    public static async Task<BackupManifest> RestoreAsync(
        IReadOnlyList<string> chain, string target, string? passphrase = null, IProgress<BackupProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Require(chain);
        ArgumentException.ThrowIfNullOrWhiteSpace(target);
        var pace = new BackupPace(progress, TimeProvider.System);
        pace.Begin(BackupPhase.Gathering);
        var writer = await StoreTransfer.CreateAsync(target, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            var reader = new ChainReader(chain, passphrase, pace);
            await Task.Run(() => reader.ReadAsync(records => writer.ApplyAsync(records, cancellationToken), cancellationToken), CancellationToken.None).ConfigureAwait(false);
            pace.Begin(BackupPhase.Building);
            await writer.CompleteAsync(reader.Manifest!.At, new BuildProgress(pace), cancellationToken).ConfigureAwait(false);
            return reader.Manifest!;
        }
    }

    private static void Require(IReadOnlyList<string> chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        if (chain.Count == 0 || chain.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("A chain has at least one backup.", nameof(chain));
        }
    }
}
