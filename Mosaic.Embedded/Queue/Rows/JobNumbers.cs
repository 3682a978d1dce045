using Mosaic.Storage.Commit;

namespace Mosaic.Queue.Rows;

/// <summary>
/// Numbers for jobs that ascend and never repeat, without a row that counts them: they begin above what any unit so far can
/// have used, because unit n uses numbers below (n + 1) * 2^24 only.
/// </summary>
internal sealed class JobNumbers(long lastSequence)
{
    private const int BitsPerUnit = 24;
    private long _last = (lastSequence + 1) << BitsPerUnit;

    public long Next() => Interlocked.Increment(ref _last);

    /// <summary>For a job that goes before all that were enqueued earlier: negative, so that the last is the first.</summary>
    public long Next(bool lastInFirstOut) => lastInFirstOut ? -Next() : Next();

    /// <summary>Whether a unit may use a number. It can only be too high after millions of enqueues that were not committed.</summary>
    public static bool Fits(long number, UnitContext context) => Math.Abs(number) < (context.Sequence + 1) << BitsPerUnit;
}
