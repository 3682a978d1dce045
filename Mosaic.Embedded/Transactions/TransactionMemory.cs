using Mosaic.Backends;
using Mosaic.Documents.Rows;
using Mosaic.Memory;
using Mosaic.Memory.Preferences;
using Mosaic.Memory.Rows;
using Mosaic.Storage.Rows;

namespace Mosaic.Transactions;

/// <summary>Memory as one attempt of a transaction sees it: committed rows plus its own writes.</summary>
internal sealed class TransactionMemory(MemoryParts parts, TransactionScope scope) : ITransactionMemory
{
    private readonly Dictionary<byte[], byte[]> _preferences = new(RowKeyComparer.Instance);
    private readonly Dictionary<string, InsightContent?> _insights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sessions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _turns = new(StringComparer.Ordinal);

    public ValueTask SetPreferenceAsync<T>(string userId, string key, T value, string? category = null, CancellationToken cancellationToken = default)
    {
        lock (scope.Gate)
        {
            Enter(cancellationToken);
            var json = parts.Drafts.Preference(userId, key, value, category);
            _preferences[MemoryKeys.Preference(userId, key)] = DocumentRow.Encode(0, parts.Core.Clock.Now(), 0, null, json);
            scope.Add(context => PreferenceWriter.Set(context, userId, key, json));
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<Preference<T>?> GetPreferenceAsync<T>(string userId, string key, CancellationToken cancellationToken = default)
    {
        lock (scope.Gate)
        {
            Enter(cancellationToken);
            MemoryName.RequireUser(userId);
            MemoryName.Require(key);
            var place = MemoryKeys.Preference(userId, key);
            var row = _preferences.TryGetValue(place, out var mine) ? mine : scope.Reads.ReadRow(place);
            return ValueTask.FromResult(row is null ? null : EnginePreferences.Read<T>(row, key, parts.Drafts));
        }
    }

    public ValueTask<Insight> StoreInsightAsync(NewInsight insight, CancellationToken cancellationToken = default)
    {
        lock (scope.Gate)
        {
            Enter(cancellationToken);
            var draft = InsightDraft.Create(insight, parts.Serializer, parts.Core.Clock.Now());
            if (insight.Id is not null && Find(draft.Id) is not null)
            {
                throw MemoryErrors.InsightTaken(draft.Id);
            }

            if (insight.Supersedes is { } old)
            {
                var replaced = Find(old);
                if (replaced is null || replaced.User != insight.UserId)
                {
                    throw MemoryErrors.InsightNotThere(old);
                }

                if (replaced.SupersededBy is { } other)
                {
                    throw MemoryErrors.InsightSuperseded(old, other);
                }

                _insights[old] = replaced with { SupersededBy = draft.Id };
            }

            _insights[draft.Id] = draft.Content;
            AddSearchable(context => parts.Insights.Store(context, draft));
            return ValueTask.FromResult(draft.Content.ToInsight(draft.Id));
        }
    }

    public ValueTask<bool> DeleteInsightAsync(string id, CancellationToken cancellationToken = default)
    {
        lock (scope.Gate)
        {
            Enter(cancellationToken);
            MemoryName.Require(id);
            if (Find(id) is null)
            {
                return ValueTask.FromResult(false);
            }

            _insights[id] = null;
            AddSearchable(context => parts.Insights.Delete(context, id, UserScope.Everyone, out _));
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<string> AppendTurnAsync(SessionTurn turn, CancellationToken cancellationToken = default)
    {
        lock (scope.Gate)
        {
            Enter(cancellationToken);
            var draft = TurnDraft.Create(turn, parts.Serializer, parts.Core.Clock.Now());
            // Not remembered as a read: others may append to the session meanwhile. The write loop decides.
            if (Owner(draft.Session) is { } owner && owner != draft.Content.User)
            {
                throw MemoryErrors.ForeignSession(draft.Session);
            }

            if (!_turns.Add(draft.Content.Id) || (turn.Id is not null && scope.Reads.ReadRow(MemoryKeys.TurnId(turn.Id)) is not null))
            {
                throw MemoryErrors.TurnTaken(draft.Content.Id);
            }

            _sessions[draft.Session] = draft.Content.User;
            AddSearchable(context => parts.Sessions.Append(context, [draft]));
            return ValueTask.FromResult(draft.Content.Id);
        }
    }

    private void AddSearchable(Action<Storage.Commit.UnitContext> write)
    {
        scope.WritesMemory = true;
        scope.Add(write);
    }

    private InsightContent? Find(string id) =>
        _insights.TryGetValue(id, out var mine) ? mine
        : scope.Reads.ReadRow(MemoryKeys.Insight(id)) is { } row && InsightContent.Decode(new DocumentRow(row).Json) is var insight
            && !insight.IsExpired(parts.Core.Clock.Now()) ? insight
        : null;

    private string? Owner(string session) =>
        _sessions.TryGetValue(session, out var mine) ? mine
        : parts.Core.Rows.Get(MemoryKeys.Session(session)) is { } row ? SessionRow.Decode(row).User
        : null;

    private void Enter(CancellationToken cancellationToken)
    {
        scope.ThrowIfOver();
        parts.Enter(cancellationToken);
    }
}
