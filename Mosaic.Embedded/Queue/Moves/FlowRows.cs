using System.Buffers.Binary;
using Mosaic.Queue.Rows;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Queue.Moves;

/// <summary>What a parent knows of its children: a row with how many it waits for (4) and how many it has (4), and a <see cref="ChildRow"/> each. Runs on the write loop.</summary>
internal static class FlowRows
{
    public static void Begin(UnitContext context, JobKey parent, IReadOnlyList<string> children)
    {
        Write(context, parent, children.Count, children.Count);
        for (var i = 0; i < children.Count; i++)
        {
            context.Put(ChildKey(parent, i), ChildRow.Open(children[i]).Encode());
        }
    }

    /// <summary>How many children the parent waits for; null when it is gone.</summary>
    public static int? Pending(Func<byte[], byte[]?> get, JobKey parent) => Read(get, parent)?.Pending;

    /// <summary>A child has ended; it may have before, and be removed now.</summary>
    /// <param name="context">The unit.</param>
    /// <param name="link">From the child.</param>
    /// <param name="child">How it ended.</param>
    /// <param name="forGood">Whether it is removed: it cannot be redriven.</param>
    /// <returns>How many the parent waits for now, and whether it fails; null when it is gone, or knew all of it.</returns>
    public static (int Pending, bool FailsParent)? Ended(UnitContext context, ParentLink link, JobStep child, bool forGood)
    {
        if (Read(context.Get, link.Job) is not { } flow || context.Get(ChildKey(link.Job, link.Ordinal)) is not { } row)
        {
            return null;
        }

        var known = ChildRow.Decode(row);
        if (known.Counts && known.State != JobState.Waiting)
        {
            return null;
        }

        var harmless = child.Place == JobPlace.Done || link.OnFailure == ChildFailure.Ignore;
        var counts = known.Counts || harmless || forGood;
        var pending = flow.Pending - (counts && !known.Counts ? 1 : 0);
        var next = known.State == JobState.Waiting ? known.Ended(child, counts) : known with { Counts = counts }; // removed later, it is told as it ended
        context.Put(ChildKey(link.Job, link.Ordinal), next.Encode());
        Write(context, link.Job, pending, flow.Total);
        return (pending, !harmless && (forGood || link.OnFailure == ChildFailure.FailParent));
    }

    /// <summary>A child that had ended begins anew.</summary>
    public static void Reopened(UnitContext context, ParentLink link)
    {
        if (context.Get(ChildKey(link.Job, link.Ordinal)) is { } row && ChildRow.Decode(row) is var known)
        {
            context.Put(ChildKey(link.Job, link.Ordinal), (ChildRow.Open(known.Id) with { Counts = known.Counts }).Encode());
        }
    }

    public static void Delete(UnitContext context, JobKey parent)
    {
        if (Read(context.Get, parent) is { } flow)
        {
            for (var i = 0; i < flow.Total; i++)
            {
                context.Delete(ChildKey(parent, i));
            }

            context.Delete(Key(parent));
        }
    }

    public static (byte[] From, byte[] To) Children(JobKey parent)
    {
        var first = ChildKey(parent, 0);
        return (first, Keys.After(first.AsSpan(0, first.Length - sizeof(int))));
    }

    private static (int Pending, int Total)? Read(Func<byte[], byte[]?> get, JobKey parent) =>
        get(Key(parent)) is { } row ? (BinaryPrimitives.ReadInt32LittleEndian(row), BinaryPrimitives.ReadInt32LittleEndian(row.AsSpan(4))) : null;

    private static void Write(UnitContext context, JobKey parent, int pending, int total)
    {
        var row = new byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(row, pending);
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(4), total);
        context.Put(Key(parent), row);
    }

    private static byte[] Key(JobKey parent) => JobKeys.Of(RowTable.JobFlow, parent, 0);

    private static byte[] ChildKey(JobKey parent, int ordinal) => JobKeys.Of(RowTable.JobChild, parent, ordinal);
}
