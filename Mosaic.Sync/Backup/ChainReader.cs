using Mosaic.Backends;

namespace Mosaic.Backup;

/// <summary>Reads the backups of a chain one after the other, each wholly, and what they hold.</summary>
internal sealed class ChainReader(IReadOnlyList<string> chain, string? passphrase, BackupPace pace)
{
    /// <summary>The last backup's; set when all was read.</summary>
    public BackupManifest? Manifest { get; private set; }

    /// <param name="records">Told of the records of each chunk; valid during the call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ReadAsync(Func<IReadOnlyList<TransferRecord>, ValueTask> records, CancellationToken cancellationToken)
    {
        var (done, count) = (0L, 0L);
        var total = chain.Sum(static file => File.Exists(file) ? new FileInfo(file).Length : 0);
        foreach (var path in chain)
        {
            using var reader = BackupReader.Open(path, passphrase);
            BackupChain.Require(reader.Header, Manifest, path);
            reader.Unlock();
            while (reader.Next() is { } frame)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (ChunkReader.Content(frame.Plain) == ChunkContent.Records)
                {
                    var some = Decode(frame, path);
                    count += some.Count;
                    await records(some).ConfigureAwait(false);
                }

                pace.Report(done + reader.Position, total, count);
            }

            Manifest = reader.Manifest;
            done += reader.Length;
        }

        pace.Report(done, total, count, always: true);
    }

    private static IReadOnlyList<TransferRecord> Decode(BackupFrame frame, string path)
    {
        try
        {
            return ChunkReader.Records(frame.Plain);
        }
        catch (Exception exception) when (exception is MessagePack.MessagePackSerializationException or EndOfStreamException)
        {
            throw BackupErrors.Corrupt(path, $"Chunk {frame.Info.Number} is not made of records.", exception);
        }
    }
}
