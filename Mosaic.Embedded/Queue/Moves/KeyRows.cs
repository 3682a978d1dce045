using System.Buffers.Binary;
using System.Text;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Moves;

/// <summary>
/// The rows of an ordering or limit key: one says how many hold a slot, how many wait and where its sequence begins; each job that
/// waits has one in the order in which they will run, by number for an order, by priority and number for a limit.
/// </summary>
internal static class KeyRows
{
    public const int OrderBytes = sizeof(long) + sizeof(int);

    public static byte[] RowKey(int queue, KeyKind kind, string key) => Keys.Of(RowTable.JobSlots, queue, [(byte)kind, .. Encoding.UTF8.GetBytes(key)]);

    /// <summary>The key that a row of <see cref="RowKey"/> is of.</summary>
    public static string ReadKey(ReadOnlySpan<byte> row) => Encoding.UTF8.GetString(row[(1 + sizeof(int) + 1)..]);

    public static KeyState Read(Func<byte[], byte[]?> get, int queue, KeyKind kind, string key) =>
        get(RowKey(queue, kind, key)) is { } row ? KeyState.Decode(row) : KeyState.Empty;

    /// <summary>All that wait for a key.</summary>
    public static byte[] Prefix(int queue, KeyKind kind, string key)
    {
        var name = Encoding.UTF8.GetBytes(key);
        return Keys.Of(RowTable.JobSequence, queue, [(byte)kind, (byte)name.Length, .. name]);
    }

    public static byte[] SequenceKey(JobKey job, JobRow row)
    {
        var order = new byte[OrderBytes];
        var ordering = row.KeyKind == KeyKind.Ordering;
        JobKeys.WriteNumber(order.AsSpan(ordering ? 0 : sizeof(int)), job.Number);
        JobKeys.WritePriority(order.AsSpan(ordering ? sizeof(long) : 0), job.Priority);
        return [.. Prefix(job.Queue, row.KeyKind, row.Key!), .. order];
    }

    /// <summary>The job that a row of a sequence names.</summary>
    public static JobKey ReadSequence(ReadOnlySpan<byte> key)
    {
        var order = key[^OrderBytes..];
        var queue = BinaryPrimitives.ReadInt32BigEndian(key[1..]);
        return (KeyKind)key[1 + sizeof(int)] == KeyKind.Ordering
            ? new JobKey(queue, JobKeys.ReadPriority(order[sizeof(long)..]), JobKeys.ReadNumber(order))
            : new JobKey(queue, JobKeys.ReadPriority(order), JobKeys.ReadNumber(order[sizeof(int)..]));
    }
}
