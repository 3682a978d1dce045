namespace Mosaic;

/// <summary>How far a backup, a check of one or a restore is.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="BytesDone">Bytes done in this phase: of rows when copying, of files otherwise.</param>
/// <param name="BytesTotal">Of how many, as estimated now; null: not known.</param>
/// <param name="Records">Records so far.</param>
/// <param name="BytesPerSecond">The pace of this phase.</param>
/// <param name="TimeLeft">Of this phase, at that pace; null: not known.</param>
public sealed record BackupProgress(BackupPhase Phase, long BytesDone, long? BytesTotal, long Records, double BytesPerSecond, TimeSpan? TimeLeft);
