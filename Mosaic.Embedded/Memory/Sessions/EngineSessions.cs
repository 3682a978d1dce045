using System.Runtime.CompilerServices;
using System.Text;
using Mosaic.Backends;
using Mosaic.Documents.Rows;
using Mosaic.Memory.Rows;
using Mosaic.Storage.Changes;
using Mosaic.Storage.Rows;

namespace Mosaic.Memory.Sessions;

/// <summary>The sessions of a local store, as one user or everyone sees them.</summary>
internal sealed class EngineSessions(MemoryParts parts, UserScope scope) : ISessions
{
    private const int PageRows = 256;
    private const int PageBytes = 512 * 1024;

    public async ValueTask<string> AppendAsync(SessionTurn turn, CancellationToken cancellationToken = default) =>
        (await AppendManyAsync([turn], cancellationToken).ConfigureAwait(false))[0];

    public async ValueTask<IReadOnlyList<string>> AppendManyAsync(IEnumerable<SessionTurn> turns, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(turns);
        parts.Enter(cancellationToken);
        var drafts = new List<TurnDraft>();
        foreach (var turn in turns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var draft = TurnDraft.Create(turn, parts.Serializer, parts.Core.Clock.Now());
            scope.RequireSees(draft.Content.User, "append");
            drafts.Add(draft);
        }

        await parts.WriteSearchableAsync(
            context =>
            {
                parts.Sessions.Append(context, drafts);
                return drafts.Count;
            },
            cancellationToken).ConfigureAwait(false);
        return drafts.ConvertAll(static draft => draft.Content.Id);
    }

    public ValueTask<SessionTurn?> GetTurnAsync(string turnId, CancellationToken cancellationToken = default)
    {
        MemoryName.Require(turnId);
        parts.RequireUserOf(scope, "read turn");
        parts.Enter(cancellationToken);
        return ValueTask.FromResult(
            parts.Core.Rows.Get(MemoryKeys.TurnId(turnId)) is { } key && parts.Core.Rows.Get(key) is { } row
            && TurnContent.Decode(new DocumentRow(row).Json) is var turn && scope.Sees(turn.User)
                ? turn.ToTurn(MemoryKeys.TurnSession(key))
                : null);
    }

    public async IAsyncEnumerable<SessionTurn> ReadAsync(string sessionId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        MemoryName.Require(sessionId);
        parts.RequireUserOf(scope, "read session");
        parts.Enter(cancellationToken);
        await Task.CompletedTask.ConfigureAwait(false);
        var from = Sees(sessionId) ? MemoryKeys.Turns(sessionId) : null;
        var to = from is null ? [] : Keys.After(from);
        while (from is not null)
        {
            var page = parts.Core.Rows.Scan(from, to, PageRows, PageBytes);
            foreach (var (_, value) in page.Rows)
            {
                parts.Enter(cancellationToken);
                if (TurnContent.Decode(new DocumentRow(value).Json) is var turn && scope.Sees(turn.User))
                {
                    yield return turn.ToTurn(sessionId);
                }
            }

            from = page.Next;
        }
    }

    public IAsyncEnumerable<SessionInfo> GetRecentAsync(TimeSpan window, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, TimeSpan.Zero);
        var now = parts.Core.Clock.Now();
        return GetSinceAsync(window < now - DateTimeOffset.MinValue ? now - window : DateTimeOffset.MinValue, cancellationToken: cancellationToken);
    }

    public async IAsyncEnumerable<SessionInfo> GetSinceAsync(
        DateTimeOffset since, bool archived = true, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        parts.RequireUserOf(scope, "list sessions");
        parts.Enter(cancellationToken);
        await Task.CompletedTask.ConfigureAwait(false);
        var listed = new HashSet<string>(StringComparer.Ordinal);
        long from;
        List<string>? moved;
        do
        {
            from = parts.Core.Rows.Visible;
            foreach (var id in SessionsSince(since))
            {
                parts.Enter(cancellationToken);
                if (listed.Add(id) && Find(id) is { } session && Lists(session))
                {
                    yield return session.ToInfo(id);
                }
            }

            moved = ChangedSince(from);
        }
        while (moved is null); // so slowly taken that the record of what moved is trimmed: what is listed does not come again

        foreach (var id in moved)
        {
            parts.Enter(cancellationToken);
            if (!listed.Contains(id) && Find(id) is { } session && Lists(session) && session.LastTicks >= since.UtcTicks)
            {
                listed.Add(id);
                yield return session.ToInfo(id);
            }
        }

        bool Lists(SessionRow session) => scope.Sees(session.User) && (archived || !session.Archived);
    }

    public async ValueTask ArchiveAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        MemoryName.Require(sessionId);
        parts.RequireUserOf(scope, "archive");
        parts.Enter(cancellationToken);
        if (!await parts.WriteAsync(context => SessionWriter.Archive(context, sessionId, scope), cancellationToken).ConfigureAwait(false))
        {
            throw MemoryErrors.NoSession(sessionId);
        }
    }

    /// <summary>The latest first, page by page: one that gets a turn between two pages may be overtaken.</summary>
    private IEnumerable<string> SessionsSince(DateTimeOffset since)
    {
        byte[]? from = Keys.Of(RowTable.SessionRecency);
        var to = Keys.After(MemoryKeys.Recency(since.UtcTicks, ""));
        while (from is not null)
        {
            var page = parts.Core.Rows.Scan(from, to, PageRows, PageBytes);
            foreach (var (key, value) in page.Rows)
            {
                if (scope.Sees(Encoding.UTF8.GetString(value.Span)))
                {
                    yield return MemoryKeys.RecencySession(key.Span);
                }
            }

            from = page.Next;
        }
    }

    /// <returns>null: the record of some changes is trimmed.</returns>
    private List<string>? ChangedSince(long sequence)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            for (var visible = parts.Core.Rows.Visible; sequence < visible;)
            {
                var records = parts.Core.Feed.ReadRecords(sequence + 1, visible);
                changed.UnionWith(records.SelectMany(static record => ChangeCodec.Decode(record.Changes.Span))
                    .Where(static change => change is { Kind: ChangeKind.Session, Operation: ChangeOperation.Put }).Select(static change => change.Id));
                sequence = records[^1].Sequence;
            }
        }
        catch (FeedTrimmedException)
        {
            return null;
        }

        return [.. changed];
    }

    private bool Sees(string session) => scope.User is null || (Find(session) is { } row && scope.Sees(row.User));

    private SessionRow? Find(string session) => parts.Core.Rows.Get(MemoryKeys.Session(session)) is { } row ? SessionRow.Decode(row) : null;
}
