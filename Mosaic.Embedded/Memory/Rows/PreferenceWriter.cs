using Mosaic.Backends;
using Mosaic.Documents.Rows;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Commit;

namespace Mosaic.Memory.Rows;

/// <summary>Changes one preference inside a unit. Runs on the write loop.</summary>
internal static class PreferenceWriter
{
    public static void Set(UnitContext context, string user, string key, byte[] json)
    {
        var place = MemoryKeys.Preference(user, key);
        var version = 1L;
        if (context.Get(place) is { } old)
        {
            version += new DocumentRow(old).Version;
        }
        else
        {
            context.Count(MemoryCounter.Preferences, 1);
        }

        context.Put(place, DocumentRow.Encode(version, context.Now, context.Sequence, null, json));
        context.Changed(ChangeKind.Preference, user, key, version, ChangeOperation.Put);
    }

    public static bool Delete(UnitContext context, string user, string key)
    {
        var place = MemoryKeys.Preference(user, key);
        if (context.Get(place) is not { } old)
        {
            return false;
        }

        context.Delete(place);
        context.Count(MemoryCounter.Preferences, -1);
        context.Changed(ChangeKind.Preference, user, key, new DocumentRow(old).Version, ChangeOperation.Delete);
        return true;
    }
}
