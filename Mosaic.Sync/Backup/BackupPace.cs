namespace Mosaic.Backup;

/// <summary>Tells progress a few times a second, with the pace of the phase and what is left at it.</summary>
internal sealed class BackupPace(IProgress<BackupProgress>? progress, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private BackupPhase _phase;
    private long _began = time.GetTimestamp();
    private long _told;
    private long _from;

    public void Begin(BackupPhase phase, long bytesBefore = 0)
    {
        _phase = phase;
        _began = time.GetTimestamp();
        _told = 0;
        _from = bytesBefore;
    }

    public void Report(long bytes, long? total, long records, bool always = false)
    {
        if (progress is null)
        {
            return;
        }

        var now = time.GetTimestamp();
        if (!always && _told != 0 && time.GetElapsedTime(_told, now) < Period)
        {
            return;
        }

        _told = now;
        var elapsed = time.GetElapsedTime(_began, now).TotalSeconds;
        var pace = elapsed > 0 ? (bytes - _from) / elapsed : 0;
        TimeSpan? left = total is { } all && pace > 0 ? TimeSpan.FromSeconds(Math.Min(Math.Max(0, all - bytes) / pace, TimeSpan.FromDays(365).TotalSeconds)) : null;
        progress.Report(new BackupProgress(_phase, bytes, total is { } most ? Math.Max(most, bytes) : null, records, pace, left));
    }
}
