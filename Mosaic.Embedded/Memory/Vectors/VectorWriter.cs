using Mosaic.Documents.Rows;
using Mosaic.Memory.Rows;
using Mosaic.Storage.Commit;

namespace Mosaic.Memory.Vectors;

/// <summary>Puts and deletes vectors inside a unit. Runs on the write loop.</summary>
internal static class VectorWriter
{
    /// <summary>Puts the vectors of texts that are still there as they were; takes away what a text without one has.</summary>
    /// <returns>Of each, whether its text is still as it was.</returns>
    public static bool[] Put(UnitContext context, byte slot, IReadOnlyList<VectorDraft> drafts)
    {
        var valid = new bool[drafts.Count];
        for (var i = 0; i < valid.Length; i++)
        {
            var draft = drafts[i];
            valid[i] = context.Get(draft.Text) is { } text && new DocumentRow(text).Sequence == draft.Sequence;
            if (!valid[i])
            {
                continue;
            }

            SetRefusal(context, draft.Text, draft.Refusal);
            var key = VectorKeys.Vector(slot, draft.Text);
            if (draft.Row is null)
            {
                Delete(context, key);
                continue;
            }

            if (context.Get(key) is null)
            {
                context.Count(MemoryCounter.TextVectors, 1);
            }

            context.Put(key, draft.Row);
        }

        return valid;
    }

    /// <summary>Deletes a text's vectors in both slots, and that it was refused.</summary>
    /// <returns>Whether there was a vector.</returns>
    public static bool DeleteOf(UnitContext context, byte[] text)
    {
        SetRefusal(context, text, null);
        var any = false;
        for (byte slot = 0; slot < VectorKeys.Slots; slot++)
        {
            any |= Delete(context, VectorKeys.Vector(slot, text));
        }

        return any;
    }

    public static void SetRefusal(UnitContext context, byte[] text, RefusalRow? refusal)
    {
        var key = VectorKeys.Refused(text);
        if (refusal is { } row)
        {
            context.Put(key, row.Encode());
        }
        else if (context.Get(key) is not null)
        {
            context.Delete(key);
        }
    }

    public static bool Delete(UnitContext context, byte[] vector)
    {
        if (context.Get(vector) is null)
        {
            return false;
        }

        context.Delete(vector);
        context.Count(MemoryCounter.TextVectors, -1);
        return true;
    }
}
