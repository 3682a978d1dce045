using System.Buffers.Binary;
using Mosaic.Backends;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Maintenance;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Rows;

/// <summary>
/// Deletes all rows of a user, with their vectors and the model trained on them, a page in each unit, so that others' writes go on
/// between; then rewrites the index's files and the store's, which held them. Interrupted, it is gone on with by calling it again:
/// a row tells that files are still to be rewritten. Each part is gone through once, up to where it ended when that began, so that
/// it ends also beside somebody who writes for the user all the time.
/// </summary>
internal sealed class UserForgetter(MemoryParts parts, string user)
{
    private const int PageRows = 200;
    private const int ModelPartsMax = 1 << 20;
    private const int SoughtRows = 4096;
    private const int SoughtBytes = 4 << 20;

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
        foreach (var entry in Pages(MemoryKeys.UserSessions(user)).SelectMany(static page => page))
        {
            turns += await DeleteSessionAsync(MemoryKeys.EntryId(entry), cancellationToken).ConfigureAwait(false);
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
        foreach (var page in Pages(prefix))
        {
            deleted += await parts.WriteSearchableAsync(context => Noted(context, delete(context, page)), cancellationToken).ConfigureAwait(false);
        }

        return deleted;
    }

    private async Task<long> DeleteSessionAsync(string session, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        foreach (var turns in Pages(MemoryKeys.Turns(session)).DefaultIfEmpty([]))
        {
            var (some, vectors) = await parts.WriteSearchableAsync(
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

        return deleted;
    }

    /// <summary>
    /// What was learned from the user's texts, in one unit with the corpus' state: a training that still runs finds that gone, and writes
    /// nothing more; one that begins after is of what was written since, and keeps what it writes.
    /// </summary>
    private async Task DeleteModelsAsync(CancellationToken cancellationToken)
    {
        await parts.WriteAsync(
            context =>
            {
                var all = Enumerable.Range(0, VectorKeys.Slots).Select(slot => VectorKeys.Model(user, (byte)slot))
                    .SelectMany(prefix => context.Scan(prefix, Keys.After(prefix), ModelPartsMax)).Select(static part => part.Key.ToArray()).ToList();
                if (context.Get(VectorKeys.Corpus(user)) is not null)
                {
                    all.Add(VectorKeys.Corpus(user));
                }

                all.ForEach(context.Delete);
                return Noted(context, all.Count);
            },
            cancellationToken).ConfigureAwait(false);
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

    /// <summary>Keys up to the last one that there is now: reading them is so much faster than any writer that this is soon known.</summary>
    private IEnumerable<List<byte[]>> Pages(byte[] prefix)
    {
        var end = Keys.After(prefix);
        byte[]? last = null;
        for (byte[]? from = prefix; from is not null;)
        {
            var page = parts.Core.Rows.Scan(from, end, SoughtRows, SoughtBytes);
            last = page.Rows is [.., var row] ? row.Key.ToArray() : last;
            from = page.Next;
        }

        var to = last is null ? [] : Keys.After(last);
        for (var from = last is null ? null : prefix; from is not null;)
        {
            var page = parts.Core.Rows.Scan(from, to, PageRows, int.MaxValue);
            from = page.Next;
            if (page.Rows.Count > 0)
            {
                yield return page.Rows.ConvertAll(static row => row.Key.ToArray());
            }
        }
    }

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
