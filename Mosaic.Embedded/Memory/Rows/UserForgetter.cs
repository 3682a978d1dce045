using System.Buffers.Binary;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Maintenance;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Rows;

/// <summary>
/// Deletes all rows of a user, with their vectors and the model trained on them, a page in each unit, so that others' writes go on
/// between; then rewrites the index's files and the store's, which held them. Interrupted, it is gone on with by calling it again:
/// a row tells that files are still to be rewritten.
/// </summary>
internal sealed class UserForgetter(MemoryParts parts, string user)
{
    private const int PageRows = 200;

    private static readonly string[] NotReached =
    [
        "Backups and copies of the store that were made before.",
        "The store's log, until it is used again or the store is closed.",
        "Ids in the change record, until they are trimmed (MosaicOptions.ChangeRecordAgeMax and ChangeRecordRowsMax).",
        "Documents and jobs, which have no user.",
    ];

    private readonly UserScope _scope = new(user);
    private long _vectors;

    public async Task<ForgetReport> RunAsync(CancellationToken cancellationToken)
    {
        var isLeft = parts.Core.Rows.Get(MemoryKeys.Forgotten) is not null;
        var preferences = await DeleteAsync(MemoryKeys.Preferences(user), Preferences, cancellationToken).ConfigureAwait(false);
        var insights = await DeleteAsync(MemoryKeys.UserInsights(user), Insights, cancellationToken).ConfigureAwait(false);
        var turns = 0L;
        var all = MemoryKeys.UserSessions(user);
        while (parts.Core.Rows.Scan(all, Keys.After(all), 1, int.MaxValue).Rows is [var entry, ..])
        {
            turns += await DeleteSessionAsync(MemoryKeys.EntryId(entry.Key.Span), cancellationToken).ConfigureAwait(false);
        }

        await DeleteModelsAsync(cancellationToken).ConfigureAwait(false);
        if (insights + turns > 0 || isLeft)
        {
            await parts.Index.TakeUpAsync(parts.Core.Rows.Visible, cancellationToken).ConfigureAwait(false);
            await parts.Index.CompactAsync(cancellationToken).ConfigureAwait(false);
        }

        if (parts.Core.Rows.Get(MemoryKeys.Forgotten) is { } last)
        {
            await Compaction.RunAsync(parts.Core, cancellationToken).ConfigureAwait(false);
            await parts.WriteAsync(context => Rewritten(context, last), cancellationToken).ConfigureAwait(false);
        }

        return new ForgetReport(preferences, insights, turns, _vectors, NotReached);
    }

    private async Task<long> DeleteAsync(byte[] prefix, Func<UnitContext, List<byte[]>, int> delete, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        while (Page(prefix) is { Count: > 0 } page)
        {
            deleted += await parts.WriteSearchableAsync(context => Noted(context, delete(context, page)), cancellationToken).ConfigureAwait(false);
        }

        return deleted;
    }

    private async Task<long> DeleteSessionAsync(string session, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        List<byte[]> page;
        int some;
        do
        {
            page = Page(MemoryKeys.Turns(session));
            var turns = page;
            (some, var vectors) = await parts.WriteSearchableAsync(
                context =>
                {
                    if (!SessionWriter.IsOf(context, session, _scope))
                    {
                        context.Delete(MemoryKeys.UserSession(user, session)); // it leads nowhere, or to another user's
                        return default;
                    }

                    var gone = parts.Sessions.Delete(context, session, _scope, turns);
                    Noted(context, gone.Turns);
                    return gone;
                },
                cancellationToken).ConfigureAwait(false);
            deleted += some;
            _vectors += vectors;
        }
        while (some > 0 && page.Count == PageRows);

        return deleted;
    }

    /// <summary>
    /// What was learned from the user's texts. First the corpus' state: a training that still runs finds it gone, and writes nothing more.
    /// </summary>
    private async Task DeleteModelsAsync(CancellationToken cancellationToken)
    {
        var corpus = VectorKeys.Corpus(user);
        await parts.WriteAsync(
            context =>
            {
                var there = context.Get(corpus) is not null;
                context.Delete(corpus);
                return Noted(context, there ? 1 : 0);
            },
            cancellationToken).ConfigureAwait(false);
        for (byte slot = 0; slot < VectorKeys.Slots; slot++)
        {
            await DeleteAsync(
                VectorKeys.Model(user, slot),
                static (context, page) =>
                {
                    page.ForEach(context.Delete);
                    return page.Count;
                },
                cancellationToken).ConfigureAwait(false);
        }

        parts.Vectors?.Drop(user);
    }

    private static int Noted(UnitContext context, int deleted)
    {
        if (deleted > 0)
        {
            var sequence = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(sequence, context.Sequence);
            context.Put(MemoryKeys.Forgotten, sequence);
        }

        return deleted;
    }

    /// <summary>Files hold nothing of what was deleted up to a unit; of what is deleted since, by another call, they may.</summary>
    private static bool Rewritten(UnitContext context, byte[] last)
    {
        if (context.Get(MemoryKeys.Forgotten) is { } now && now.AsSpan().SequenceEqual(last))
        {
            context.Delete(MemoryKeys.Forgotten);
        }

        return true;
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
            else
            {
                context.Delete(entry); // it leads nowhere, or to another user's
            }
        }

        return deleted;
    }
}
