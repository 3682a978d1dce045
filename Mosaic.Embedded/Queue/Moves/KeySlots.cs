using System.Buffers.Binary;
using System.Text;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Moves;

/// <summary>
/// Who of the jobs with one ordering or limit key may run. The key's row says how many hold a slot, how many wait and where its
/// sequence begins; the waiting ones have a row each, in the order in which they will run. Runs on the write loop.
/// </summary>
internal static class KeySlots
{
    private const int OrderBytes = sizeof(long) + sizeof(int);

    public static byte[] RowKey(int queue, KeyKind kind, string key) => Keys.Of(RowTable.JobSlots, queue, [(byte)kind, .. Encoding.UTF8.GetBytes(key)]);

    /// <summary>The key that a row of <see cref="RowKey"/> is of.</summary>
    public static string ReadKey(ReadOnlySpan<byte> row) => Encoding.UTF8.GetString(row[(1 + sizeof(int) + 1)..]);

    public static byte[] SequenceKey(JobKey job, JobRow row)
    {
        var name = Encoding.UTF8.GetBytes(row.Key!);
        var key = new byte[1 + sizeof(int) + 2 + name.Length + OrderBytes];
        Prefix(job.Queue, row.KeyKind, name).CopyTo(key, 0);
        Order(job, row.KeyKind).CopyTo(key, key.Length - OrderBytes);
        return key;
    }

    /// <summary>The job that a row of a sequence names.</summary>
    public static JobKey ReadSequence(ReadOnlySpan<byte> key)
    {
        var order = key[^OrderBytes..];
        var queue = BinaryPrimitives.ReadInt32BigEndian(key[1..]);
        return (KeyKind)key[5] == KeyKind.Ordering
            ? new JobKey(queue, JobKeys.ReadPriority(order[8..]), JobKeys.ReadNumber(order))
            : new JobKey(queue, JobKeys.ReadPriority(order), JobKeys.ReadNumber(order[4..]));
    }

    public static KeyState Read(Func<byte[], byte[]?> get, int queue, KeyKind kind, string key) =>
        get(RowKey(queue, kind, key)) is { } row ? KeyState.Decode(row) : KeyState.Empty;

    /// <summary>Whether a job with this key may take a slot now: one is free, and nobody waits for it.</summary>
    public static bool IsFree(UnitContext context, QueueInfo queue, JobRow row) =>
        row.Key is null || (Read(context.Get, queue.Id, row.KeyKind, row.Key) is var state && state.Waiting == 0 && state.Held < Limit(queue, row.KeyKind));

    public static int Limit(QueueInfo queue, KeyKind kind) => kind == KeyKind.Ordering ? 1 : queue.Settings.Options.KeyConcurrency;

    /// <summary>Keeps the key's rows true to a job's step.</summary>
    /// <param name="context">The unit.</param>
    /// <param name="job">The job.</param>
    /// <param name="from">null: it is new.</param>
    /// <param name="to">null: it is removed.</param>
    /// <returns>Whether a slot has become free.</returns>
    public static bool Follow(UnitContext context, JobKey job, JobStep? from, JobStep? to)
    {
        var row = (to ?? from)!.Value.Row;
        var held = (to?.Row.HoldsSlot == true ? 1 : 0) - (from?.Row.HoldsSlot == true ? 1 : 0);
        var waiting = (to?.Place == JobPlace.Blocked ? 1 : 0) - (from?.Place == JobPlace.Blocked ? 1 : 0);
        if (row.Key is null || (held == 0 && waiting == 0))
        {
            return false;
        }

        var state = Read(context.Get, job.Queue, row.KeyKind, row.Key);
        state = state with { Held = state.Held + held, Waiting = state.Waiting + waiting };
        if (waiting != 0)
        {
            var place = SequenceKey(job, row);
            if (waiting > 0)
            {
                context.Put(place, []);
                state = state.WithHead(place[^OrderBytes..]);
            }
            else
            {
                context.Delete(place);
            }
        }

        Write(context, job.Queue, row.KeyKind, row.Key, state);
        return held < 0 && state.Waiting > 0;
    }

    /// <summary>The next job of the key's sequence, if it may take a slot now.</summary>
    public static JobKey? Next(UnitContext context, QueueInfo queue, KeyKind kind, string key)
    {
        var state = Read(context.Get, queue.Id, kind, key);
        if (state.Waiting == 0 || state.Held >= Limit(queue, kind))
        {
            return null;
        }

        var prefix = Prefix(queue.Id, kind, Encoding.UTF8.GetBytes(key));
        // Not from the beginning: there lie the rows that were deleted last, which may not be applied yet.
        if (context.Scan([.. prefix, .. state.Head.Span], Keys.After(prefix), 1) is not [var first, ..])
        {
            return null;
        }

        Write(context, queue.Id, kind, key, state with { Head = first.Key[^OrderBytes..] });
        return ReadSequence(first.Key.Span);
    }

    private static byte[] Prefix(int queue, KeyKind kind, byte[] name) => Keys.Of(RowTable.JobSequence, queue, [(byte)kind, (byte)name.Length, .. name]);

    private static void Write(UnitContext context, int queue, KeyKind kind, string key, KeyState state)
    {
        if (state is { Held: 0, Waiting: 0 })
        {
            context.Delete(RowKey(queue, kind, key));
        }
        else
        {
            context.Put(RowKey(queue, kind, key), state.Encode());
        }
    }

    private static byte[] Order(JobKey job, KeyKind kind)
    {
        var order = new byte[OrderBytes];
        var ordering = kind == KeyKind.Ordering;
        JobKeys.WriteNumber(order.AsSpan(ordering ? 0 : sizeof(int)), job.Number);
        JobKeys.WritePriority(order.AsSpan(ordering ? sizeof(long) : 0), job.Priority);
        return order;
    }
}
