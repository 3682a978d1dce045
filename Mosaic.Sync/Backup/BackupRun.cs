using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>Makes one backup: one thread reads the store, another compresses, encrypts and writes.</summary>
internal sealed class BackupRun(TransferReading reading, string path, BackupOptions options, IProgress<BackupProgress>? progress)
{
    private readonly string _part = path + BackupFormat.PartExtension;

    public async Task<BackupManifest> RunAsync(CancellationToken cancellationToken)
    {
        var before = options.Base is { } file ? BaseBackup.Read(Path.GetFullPath(file), options.BasePassphrase ?? options.Passphrase) : null;
        string? why = null;
        if (before is not null && !reading.IsKnown(before.Manifest.At, out why))
        {
            before = null;
        }

        try
        {
            return await RunAsync(before, why, cancellationToken).ConfigureAwait(false);
        }
        catch (FeedTrimmedException exception) when (before is not null)
        {
            return await RunAsync(null, exception.Message, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<BackupManifest> RunAsync(BaseBackup? before, string? why, CancellationToken cancellationToken)
    {
        try
        {
            using var backup = PartialBackup.Open(_part, options.Passphrase, IsUsable, () => Header(before, why));
            var plan = Plan(backup, before);
            using var queue = new ChunkQueue(cancellationToken);
            var reader = new StoreReader(reading, plan, queue, new BackupPace(progress, options.TimeProvider), options.ChunkBytes);
            await BothAsync(() => Read(reader, queue), () => Write(backup, queue), queue).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            var manifest = backup.End(new BackupManifest
            {
                Id = backup.Header.Id,
                BaseId = backup.Header.BaseId,
                FullBecause = backup.Header.FullBecause,
                At = reader.At,
                BegunAt = backup.Header.BegunAt,
                EndedAt = options.TimeProvider.GetUtcNow(),
                StoreFormat = backup.Header.StoreFormat,
                IsEncrypted = backup.Header.Cipher is not null,
                Counts = reader.Counts,
                RecordBytes = reader.Bytes,
                ChunkHashes = [],
            });
            backup.Dispose(); // Windows renames no file that is open
            File.Move(_part, path, overwrite: true);
            StableFolder.Sync(Path.GetDirectoryName(path)!);
            return manifest;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BackupErrors.Written(path, exception);
        }

        // An incremental backup is short: one that was interrupted is begun anew.
        bool IsUsable(BackupHeader header) =>
            before is null && header.BaseId is null && header.FullBecause == why && header.StoreFormat == StoreTransfer.FormatVersion && reading.IsKnown(header.Start, out _);
    }

    private BackupHeader Header(BaseBackup? before, string? why) => new()
    {
        Id = Guid.NewGuid(),
        BegunAt = options.TimeProvider.GetUtcNow(),
        StoreFormat = StoreTransfer.FormatVersion,
        Start = reading.Start,
        BaseId = before?.Manifest.Id,
        BaseName = before is null ? null : Path.GetFileName(before.Path),
        BaseHash = before?.Manifest.Hash.ToArray(),
        FullBecause = why,
    };

    private static BackupPlan Plan(PartialBackup backup, BaseBackup? before) => new()
    {
        IsFull = before is null,
        From = backup.Left.Position,
        ChangedSince = before?.Manifest.At ?? (backup.Left.Hashes.Count > 0 ? backup.Header.Start : null),
        Ranges = before?.Ranges,
        HistoryFrom = before is null ? 0 : before.Manifest.At.Sequence + 1,
        BytesBefore = backup.Left.RecordBytes,
        CountsBefore = backup.Left.Counts,
    };

    private static void Read(StoreReader reader, ChunkQueue queue)
    {
        reader.Run();
        queue.End();
    }

    private static void Write(PartialBackup backup, ChunkQueue queue)
    {
        foreach (var chunk in queue.Read())
        {
            backup.Add(chunk);
        }
    }

    /// <summary>Both sides on threads of their own, for both block; when one fails the other ends.</summary>
    private static async Task BothAsync(Action read, Action write, ChunkQueue queue)
    {
        Exception? first = null;
        await Task.WhenAll(StartAsync(read), StartAsync(write)).ConfigureAwait(false);
        if (first is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }

        Task StartAsync(Action side) => Task.Factory.StartNew(
            () =>
            {
                try
                {
                    side();
                }
                catch (Exception exception)
                {
                    Interlocked.CompareExchange(ref first, exception, null);
                    queue.Stop();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }
}
