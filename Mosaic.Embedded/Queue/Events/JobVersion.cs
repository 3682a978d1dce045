namespace Mosaic.Backends;

/// <summary>What the change record's version field holds for a job: version (low 32 bits), kind of event (8 bits), attempt (23 bits).</summary>
public static class JobVersion
{
    private const int AttemptMax = (1 << 23) - 1;

    /// <summary>Packs them.</summary>
    /// <param name="version">The job's version.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="attempt">In which attempt.</param>
    /// <returns>All of it.</returns>
    public static long Pack(int version, JobEventKind kind, int attempt) =>
        (uint)version | ((long)(byte)kind << 32) | ((long)Math.Min(attempt, AttemptMax) << 40);

    /// <summary>The version.</summary>
    /// <param name="packed">All of it.</param>
    /// <returns>The job's version.</returns>
    public static int Version(long packed) => (int)packed;

    /// <summary>The kind of event.</summary>
    /// <param name="packed">All of it.</param>
    /// <returns>What happened.</returns>
    public static JobEventKind Kind(long packed) => (JobEventKind)(byte)(packed >> 32);

    /// <summary>The attempt.</summary>
    /// <param name="packed">All of it.</param>
    /// <returns>In which attempt.</returns>
    public static int Attempt(long packed) => (int)(packed >> 40);
}
