namespace Mosaic.Queue;

/// <summary>What the change record's version field holds for a job: version (low 32 bits), kind of event (8 bits), attempt (23 bits).</summary>
internal static class JobVersion
{
    private const int AttemptMax = (1 << 23) - 1;

    public static long Pack(int version, JobEventKind kind, int attempt) =>
        (uint)version | ((long)(byte)kind << 32) | ((long)Math.Min(attempt, AttemptMax) << 40);

    public static int Version(long packed) => (int)packed;

    public static JobEventKind Kind(long packed) => (JobEventKind)(byte)(packed >> 32);

    public static int Attempt(long packed) => (int)(packed >> 40);
}
