using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Rows;

/// <summary>
/// Deletes all rows of a user, a page in each unit, so that others' writes go on between. Interrupted, it is gone on with by
/// calling it again.
/// </summary>
internal sealed class UserForgetter(MemoryParts parts, string user)
{
    private const int PageRows = 200;

    private static readonly string[] NotReached =
    [
        "Backups and copies of the store that were made before, the file's free space until CompactAsync, and its log until it is used again.",
        "Single words in the search index's files, without their texts, until they are merged; deleting the folder removes them.",
        "Ids in the change record, until they are trimmed (MosaicOptions.ChangeRecordAgeMax and ChangeRecordRowsMax).",
        "Documents and jobs, which have no user.",
    ];

    private readonly UserScope _scope = new(user);
    private long _vectors;

    public async Task<ForgetReport> RunAsync(CancellationToken cancellationToken)
    {
        var preferences = await DeleteAsync(MemoryKeys.Preferences(user), Preferences, cancellationToken).ConfigureAwait(false);
        var insights = await DeleteAsync(MemoryKeys.UserInsights(user), Insights, cancellationToken).ConfigureAwait(false);
        var turns = 0L;
        var all = MemoryKeys.UserSessions(user);
        while (parts.Core.Rows.Scan(all, Keys.After(all), 1, int.MaxValue).Rows is [var entry, ..])
        {
            turns += await DeleteSessionAsync(MemoryKeys.EntryId(entry.Key.Span), cancellationToken).ConfigureAwait(false);
        }

        if (insights + turns > 0)
        {
            await parts.Index.TakeUpAsync(parts.Core.Rows.Visible, cancellationToken).ConfigureAwait(false);
        }

        return new ForgetReport(preferences, insights, turns, _vectors, NotReached);
    }

    private async Task<long> DeleteAsync(byte[] prefix, Func<UnitContext, List<byte[]>, int> delete, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        while (Page(prefix) is { Count: > 0 } page)
        {
            deleted += await parts.WriteSearchableAsync(context => delete(context, page), cancellationToken).ConfigureAwait(false);
        }

        return deleted;
    }

    private async Task<long> DeleteSessionAsync(string session, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        List<byte[]> page;
        do
        {
            page = Page(MemoryKeys.Turns(session));
            var turns = page;
            deleted += await parts.WriteSearchableAsync(context => parts.Sessions.Delete(context, session, turns), cancellationToken).ConfigureAwait(false);
        }
        while (page.Count == PageRows);

        return deleted;
    }

    private List<byte[]> Page(byte[] prefix) =>
        parts.Core.Rows.Scan(prefix, Keys.After(prefix), PageRows, int.MaxValue).Rows.ConvertAll(static row => row.Key.ToArray());

    private int Preferences(UnitContext context, List<byte[]> page) =>
        page.Count(key => PreferenceWriter.Delete(context, user, MemoryKeys.PreferenceKey(key)));

    private int Insights(UnitContext context, List<byte[]> page)
    {
        var deleted = 0;
        foreach (var entry in page)
        {
            if (parts.Insights.Delete(context, MemoryKeys.EntryId(entry), _scope, out var hadVector))
            {
                deleted++;
                context.OnPublished(() => _vectors += hadVector ? 1 : 0);
            }
        }

        return deleted;
    }
}
