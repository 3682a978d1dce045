using System.Buffers.Binary;
using System.Text;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Rows;

/// <summary>Row keys of jobs. A job is one row in the table of its state; its key there follows from its <see cref="JobKey"/>.</summary>
internal static class JobKeys
{
    public const int Length = 1 + sizeof(int) + sizeof(int) + sizeof(long);

    public static byte[] Queue(string name) => Keys.Of(RowTable.Queue, Encoding.UTF8.GetBytes(name));

    /// <summary>Ready or leased: in the order of running.</summary>
    public static byte[] Ready(JobKey job)
    {
        var key = new byte[Length];
        key[0] = (byte)RowTable.Job;
        BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(1), job.Queue);
        WritePriority(key.AsSpan(5), job.Priority);
        WriteNumber(key.AsSpan(9), job.Number);
        return key;
    }

    public static JobKey ReadReady(ReadOnlySpan<byte> key) => new(
        BinaryPrimitives.ReadInt32BigEndian(key[1..]), ReadPriority(key[5..]), ReadNumber(key[9..]));

    /// <summary>All ready or leased jobs of a queue.</summary>
    public static byte[] AllReady(int queue) => Keys.Of(RowTable.Job, queue, []);

    /// <summary>Neither ready nor leased: in the order of enqueueing.</summary>
    public static byte[] Aside(RowTable table, JobKey job)
    {
        var key = new byte[Length];
        key[0] = (byte)table;
        BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(1), job.Queue);
        WriteNumber(key.AsSpan(5), job.Number);
        WritePriority(key.AsSpan(13), job.Priority);
        return key;
    }

    public static JobKey ReadAside(ReadOnlySpan<byte> key) => new(
        BinaryPrimitives.ReadInt32BigEndian(key[1..]), ReadPriority(key[13..]), ReadNumber(key[5..]));

    /// <summary>When a delayed job becomes ready: in the order of time, over all queues.</summary>
    public static byte[] Due(long ticks, JobKey job)
    {
        var key = new byte[sizeof(long) + Length];
        key[0] = (byte)RowTable.JobDue;
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(1), ticks);
        BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(9), job.Queue);
        WriteNumber(key.AsSpan(13), job.Number);
        WritePriority(key.AsSpan(21), job.Priority);
        return key;
    }

    public static (long Ticks, JobKey Job) ReadDue(ReadOnlySpan<byte> key) =>
        (BinaryPrimitives.ReadInt64BigEndian(key[1..]), ReadAside(key[8..]));

    /// <summary>From an id that the application chose to its job; the value is <see cref="Encode"/>'s.</summary>
    public static byte[] ById(string id) => Keys.Of(RowTable.JobId, Encoding.UTF8.GetBytes(id));

    public static byte[] Encode(JobKey job) => Ready(job)[1..];

    public static JobKey Decode(ReadOnlySpan<byte> encoded) => new(
        BinaryPrimitives.ReadInt32BigEndian(encoded), ReadPriority(encoded[4..]), ReadNumber(encoded[8..]));

    /// <summary>What belongs to one job: its attempts, progress, log lines or children, by number.</summary>
    public static byte[] Of(RowTable table, JobKey job, int number)
    {
        var key = new byte[Length + sizeof(int)];
        Ready(job).CopyTo(key, 0);
        key[0] = (byte)table;
        BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(Length), number);
        return key;
    }

    public static void WritePriority(Span<byte> target, int priority) =>
        BinaryPrimitives.WriteUInt32BigEndian(target, ~((uint)priority ^ 0x8000_0000));

    public static int ReadPriority(ReadOnlySpan<byte> source) =>
        (int)(~BinaryPrimitives.ReadUInt32BigEndian(source) ^ 0x8000_0000);

    /// <summary>Signed: last-in-first-out jobs have negative numbers.</summary>
    public static void WriteNumber(Span<byte> target, long number) => BinaryPrimitives.WriteUInt64BigEndian(target, (ulong)number ^ (1UL << 63));

    public static long ReadNumber(ReadOnlySpan<byte> source) => (long)(BinaryPrimitives.ReadUInt64BigEndian(source) ^ (1UL << 63));
}
