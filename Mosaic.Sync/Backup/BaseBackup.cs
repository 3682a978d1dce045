namespace Mosaic.Backup;

/// <summary>The backup on which another one builds.</summary>
internal sealed record BaseBackup(string Path, BackupManifest Manifest, RangeList Ranges)
{
    /// <summary>Reads all of it: what builds on damage is worth nothing.</summary>
    public static BaseBackup Read(string path, string? passphrase)
    {
        using var reader = BackupReader.Open(path, passphrase);
        var ranges = new RangeList();
        while (reader.Next() is { } frame)
        {
            if (ChunkReader.Content(frame.Plain) == ChunkContent.Ranges)
            {
                foreach (var range in ChunkReader.Ranges(frame.Plain))
                {
                    ranges.Add(range);
                }
            }
        }

        return new BaseBackup(path, reader.Manifest!, ranges);
    }
}
