using System.Runtime.CompilerServices;
using System.Text;
using Mosaic.Documents.Rows;
using Mosaic.Memory.Rows;
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
        byte[]? from = Keys.Of(RowTable.SessionRecency);
        var to = Keys.After(MemoryKeys.Recency(since.UtcTicks, ""));
        while (from is not null)
        {
            var page = parts.Core.Rows.Scan(from, to, PageRows, PageBytes);
            foreach (var (key, value) in page.Rows)
            {
                parts.Enter(cancellationToken);
                var id = MemoryKeys.RecencySession(key.Span);
                if (scope.Sees(Encoding.UTF8.GetString(value.Span)) && Find(id) is { } session && (archived || !session.Archived))
                {
                    yield return session.ToInfo(id);
                }
            }

            from = page.Next;
        }
    }

    public async ValueTask ArchiveAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        MemoryName.Require(sessionId);
        parts.RequireUserOf(scope, "archive");
        parts.Enter(cancellationToken);
        if (!await parts.WriteAsync(context => SessionWriter.Archive(context, sessionId, scope), cancellationToken).ConfigureAwait(false))
        {
            throw new MosaicException($"There is no session '{sessionId}'.")
            {
                Operation = "archive",
                Target = sessionId,
                Hint = "A session exists from its first turn on.",
            };
        }
    }

    private bool Sees(string session) => scope.User is null || (Find(session) is { } row && scope.Sees(row.User));

    private SessionRow? Find(string session) => parts.Core.Rows.Get(MemoryKeys.Session(session)) is { } row ? SessionRow.Decode(row) : null;
}
