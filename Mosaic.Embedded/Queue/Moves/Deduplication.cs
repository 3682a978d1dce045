using System.Buffers.Binary;
using System.Text;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Moves;

/// <summary>
/// Who has a deduplication key. A key's row: until (8, UTC ticks; 0: until the job has ended), job key (16), job id. A time to
/// live has a second row in the order of time, by which it is found when it has passed. Runs on the write loop.
/// </summary>
internal static class Deduplication
{
    /// <summary>The holder of a key; null when it is free.</summary>
    public static KeyHolder? Find(Func<byte[], byte[]?> get, int queue, string key, DateTimeOffset now) =>
        get(Key(queue, key)) is { } row && KeyHolder.Decode(row) is var holder && (holder.UntilTicks == 0 || holder.UntilTicks > now.UtcTicks) ? holder : null;

    public static void Take(UnitContext context, string key, KeyHolder holder)
    {
        if (context.Get(Key(holder.Job.Queue, key)) is { } before && KeyHolder.Decode(before).UntilTicks is not 0 and var until)
        {
            context.Delete(EndKey(until, holder.Job.Queue, key));
        }

        context.Put(Key(holder.Job.Queue, key), holder.Encode());
        if (holder.UntilTicks != 0)
        {
            context.Put(EndKey(holder.UntilTicks, holder.Job.Queue, key), []);
        }
    }

    /// <summary>A job has ended or is removed: a key without a time to live is free again.</summary>
    public static void Release(UnitContext context, JobKey job, JobRow row)
    {
        if (row.DeduplicationKey is { } key && context.Get(Key(job.Queue, key)) is { } bytes
            && KeyHolder.Decode(bytes) is { UntilTicks: 0 } holder && holder.Job == job)
        {
            context.Delete(Key(job.Queue, key));
        }
    }

    /// <summary>Deletes keys whose time has passed, some at a time.</summary>
    /// <returns>Whether there may be more.</returns>
    public static bool Sweep(UnitContext context, int rowsMax)
    {
        var first = Keys.Of(RowTable.JobDeduplicationEnd);
        var passed = context.Scan(first, Keys.Of(RowTable.JobDeduplicationEnd, context.Now.UtcTicks + 1), rowsMax);
        foreach (var row in passed)
        {
            var end = row.Key.Span;
            var key = Keys.Of(RowTable.JobDeduplication, end[(1 + sizeof(long))..]);
            if (context.Get(key) is { } holder && KeyHolder.Decode(holder).UntilTicks == BinaryPrimitives.ReadInt64BigEndian(end[1..]))
            {
                context.Delete(key);
            }

            context.Delete(end.ToArray());
        }

        return passed.Count == rowsMax;
    }

    /// <summary>Puts the row in the order of time that a key's row has, if it has one.</summary>
    public static void PutEnd(UnitContext context, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        if (KeyHolder.Decode(value.ToArray()).UntilTicks is not 0 and var until)
        {
            var queue = BinaryPrimitives.ReadInt32BigEndian(key.Span[1..]);
            context.Put(EndKey(until, queue, Encoding.UTF8.GetString(key.Span[(1 + sizeof(int))..])), []);
        }
    }

    public static byte[] Key(int queue, string key) => Keys.Of(RowTable.JobDeduplication, queue, Encoding.UTF8.GetBytes(key));

    private static byte[] EndKey(long ticks, int queue, string key)
    {
        var name = Encoding.UTF8.GetBytes(key);
        var end = new byte[1 + sizeof(long) + sizeof(int) + name.Length];
        end[0] = (byte)RowTable.JobDeduplicationEnd;
        BinaryPrimitives.WriteInt64BigEndian(end.AsSpan(1), ticks);
        BinaryPrimitives.WriteInt32BigEndian(end.AsSpan(9), queue);
        name.CopyTo(end, 13);
        return end;
    }
}
