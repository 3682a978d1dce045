using Mosaic.Storage.Changes;
using Mosaic.Storage.Log;

namespace Mosaic.Storage.Commit;

/// <summary>The log as the write loop sees it: append a frame of units and, with full durability, sync it.</summary>
internal sealed class UnitLog(ExtentFile file, FrameChain chain, Durability durability, Func<long> checkpoint)
{
    private long _appended;
    private long _synced;

    public string Path => file.Path;

    /// <summary>Bytes of log that hold units.</summary>
    public long Bytes => chain.Bytes;

    public long BytesWritten => file.BytesWritten;

    public long Frames { get; private set; }

    /// <summary>The last unit known to be on stable storage.</summary>
    public long Synced => Interlocked.Read(ref _synced);

    public void StartAt(long sequence)
    {
        _appended = sequence;
        _synced = sequence;
    }

    public bool TryReserve(int frameBytes) => chain.TryReserve(frameBytes);

    public void Append(UnitCodec codec, in ChangeRecord last)
    {
        var first = _appended + 1;
        chain.Append(
            new FrameHeader(FrameType.Units, codec.Length - FrameHeader.Size, first, last.Sequence, last.Stamp, _synced, checkpoint()),
            codec.Frame);
        Interlocked.Exchange(ref _appended, last.Sequence);
        Frames++;
        if (durability == Durability.Full)
        {
            Sync();
        }
    }

    /// <summary>Makes everything appended so far durable.</summary>
    public void Sync()
    {
        var appended = Interlocked.Read(ref _appended);
        if (Interlocked.Read(ref _synced) < appended)
        {
            file.Sync();
            InterlockedMax(ref _synced, appended);
        }
    }

    /// <summary>Gives back log space; may run beside commits.</summary>
    public void ReleaseThrough(long applied) => chain.ReleaseThrough(applied);

    private static void InterlockedMax(ref long target, long value)
    {
        long seen;
        while ((seen = Interlocked.Read(ref target)) < value
            && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
