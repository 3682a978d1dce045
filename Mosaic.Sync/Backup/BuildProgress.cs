namespace Mosaic.Backup;

/// <summary>Tells how far the store's file is.</summary>
internal sealed class BuildProgress(BackupPace pace) : IProgress<CopyProgress>
{
    public void Report(CopyProgress value) => pace.Report(value.BytesDone, value.BytesTotal, 0);
}
