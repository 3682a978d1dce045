using System.Runtime.CompilerServices;
using Mosaic.Backends;
using Npgsql;
using NpgsqlTypes;

namespace Mosaic.Postgres.Memory;

/// <summary>The sessions of a store on Postgres, as one user or everyone sees them.</summary>
internal sealed class PostgresSessions(MemoryContext context, UserScope scope) : ISessions
{
    private const int PageRows = 256;

    public async ValueTask<string> AppendAsync(SessionTurn turn, CancellationToken cancellationToken = default) =>
        (await AppendManyAsync([turn], cancellationToken).ConfigureAwait(false))[0];

    public async ValueTask<IReadOnlyList<string>> AppendManyAsync(IEnumerable<SessionTurn> turns, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(turns);
        context.Enter(cancellationToken);
        var drafts = new List<TurnDraft>();
        foreach (var turn in turns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var draft = context.Drafts.Turn(turn, context.Now);
            scope.RequireSees(draft.Content.User, "append");
            drafts.Add(draft);
        }

        if (drafts.Count > 0)
        {
            await context.WriteAsync("append turns", () => context.Statements.AppendTurns(drafts), cancellationToken).ConfigureAwait(false);
            context.Vectors?.Wake();
        }

        return drafts.ConvertAll(static draft => draft.Content.Id);
    }

    public async ValueTask<SessionTurn?> GetTurnAsync(string turnId, CancellationToken cancellationToken = default)
    {
        MemoryName.Require(turnId);
        context.RequireUser(scope, "read turn");
        context.Enter(cancellationToken);
        return await context.Session.Reads.RunAsync(
            "read turn", (connection, token) => MemoryReads.TurnAsync(connection, context.Session.Sql, turnId, token), cancellationToken).ConfigureAwait(false)
            is { } row && scope.Sees(row.Content.User)
            ? row.Content.ToTurn(row.Session)
            : null;
    }

    public async IAsyncEnumerable<SessionTurn> ReadAsync(string sessionId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        MemoryName.Require(sessionId);
        context.RequireUser(scope, "read session");
        context.Enter(cancellationToken);
        for (int? from = 0; from is not null;)
        {
            var after = from.Value;
            var page = await context.ReadAsync(
                "read session",
                () => new NpgsqlCommand(context.Session.Sql["memory_read_session"])
                {
                    Parameters =
                    {
                        new NpgsqlParameter<string> { TypedValue = sessionId },
                        User(),
                        new NpgsqlParameter<int> { TypedValue = after },
                        new NpgsqlParameter<int> { TypedValue = PageRows },
                    },
                },
                static row => (Number: row.GetInt32(0), Content: MemoryReads.ReadTurn(row, 1)),
                cancellationToken).ConfigureAwait(false);
            foreach (var (_, content) in page)
            {
                context.Enter(cancellationToken);
                yield return content.ToTurn(sessionId);
            }

            from = page.Count == PageRows ? page[^1].Number : null;
        }
    }

    public IAsyncEnumerable<SessionInfo> GetRecentAsync(TimeSpan window, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, TimeSpan.Zero);
        return ListAsync("memory_recent_sessions", window.Ticks, true, cancellationToken);
    }

    public IAsyncEnumerable<SessionInfo> GetSinceAsync(DateTimeOffset since, bool archived = true, CancellationToken cancellationToken = default) =>
        ListAsync("memory_list_sessions", since.UtcTicks, archived, cancellationToken);

    public async ValueTask ArchiveAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        MemoryName.Require(sessionId);
        context.RequireUser(scope, "archive");
        context.Enter(cancellationToken);
        if (!await context.WriteAsync("archive", unit => context.Statements.Archive(unit, sessionId, scope), cancellationToken).ConfigureAwait(false))
        {
            throw MemoryErrors.NoSession(sessionId);
        }
    }

    /// <summary>Which they are is read at once, so that none that gets turns meanwhile comes twice or not at all; each as it is when it comes.</summary>
    private async IAsyncEnumerable<SessionInfo> ListAsync(
        string query, long ticks, bool archived, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        context.RequireUser(scope, "list sessions");
        context.Enter(cancellationToken);
        var all = await context.ReadAsync(
            "list sessions",
            () => new NpgsqlCommand(context.Session.Sql[query]) { Parameters = { new NpgsqlParameter<long> { TypedValue = ticks }, User() } },
            static row => row.GetInt64(0),
            cancellationToken).ConfigureAwait(false);
        foreach (var some in all.Chunk(PageRows))
        {
            var page = await context.ReadAsync(
                "list sessions",
                () => new NpgsqlCommand(context.Session.Sql["memory_session_infos"])
                {
                    Parameters = { new NpgsqlParameter<long[]> { TypedValue = some }, new NpgsqlParameter<bool> { TypedValue = archived } },
                },
                static row => new SessionInfo(row.GetString(0), row.GetString(1), At(row.GetInt64(2)), At(row.GetInt64(3)), row.GetInt32(4), row.GetBoolean(5)),
                cancellationToken).ConfigureAwait(false);
            foreach (var session in page)
            {
                context.Enter(cancellationToken);
                yield return session;
            }
        }
    }

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);

    private NpgsqlParameter User() => new() { Value = (object?)scope.User ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
