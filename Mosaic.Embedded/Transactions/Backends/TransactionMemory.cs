using Mosaic.Memory;
using Mosaic.Memory.Rows;

namespace Mosaic.Backends;

/// <summary>
/// Memory as one attempt of a transaction sees it: committed rows plus its own writes, which wait for the commit. A backend reads what is
/// committed and remembers that, so that the commit can check that it still holds.
/// </summary>
/// <param name="drafts">Between the caller's types and bytes.</param>
/// <param name="gate">Held while the attempt's own state is looked at or changed; its other parts share it.</param>
public abstract class TransactionMemory(MemoryDrafts drafts, Lock gate) : ITransactionMemory
{
    private readonly Dictionary<(string User, string Key), (byte[] Json, DateTimeOffset At)> _preferences = [];
    private readonly Dictionary<string, InsightContent?> _insights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sessions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _turns = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask SetPreferenceAsync<T>(string userId, string key, T value, string? category = null, CancellationToken cancellationToken = default)
    {
        Begin(cancellationToken);
        var json = drafts.Preference(userId, key, value, category);
        lock (gate)
        {
            ThrowIfOver();
            _preferences[(userId, key)] = (json, Now());
            SetPreference(userId, key, json);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<Preference<T>?> GetPreferenceAsync<T>(string userId, string key, CancellationToken cancellationToken = default)
    {
        Begin(cancellationToken);
        MemoryName.RequireUser(userId);
        MemoryName.Require(key);
        lock (gate)
        {
            if (_preferences.TryGetValue((userId, key), out var mine))
            {
                return drafts.ReadPreference<T>(mine.Json, key, mine.At);
            }
        }

        return await ReadPreferenceAsync(userId, key, cancellationToken).ConfigureAwait(false) is var (json, at) ? drafts.ReadPreference<T>(json, key, at) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<Insight> StoreInsightAsync(NewInsight insight, CancellationToken cancellationToken = default)
    {
        Begin(cancellationToken);
        var draft = Draft(insight);
        // As it is seen here; its row may have the time of the commit.
        var content = draft.Content.Created == default ? draft.Content with { Created = Now() } : draft.Content;
        if (insight.Id is not null && await FindAsync(draft.Id, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw MemoryErrors.InsightTaken(draft.Id);
        }

        var replaced = insight.Supersedes is null ? null : await FindAsync(insight.Supersedes, cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            ThrowIfOver();
            if (insight.Supersedes is { } old)
            {
                replaced = _insights.GetValueOrDefault(old, replaced);
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

            _insights[draft.Id] = content;
            StoreInsight(draft);
        }

        return content.ToInsight(draft.Id);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteInsightAsync(string id, CancellationToken cancellationToken = default)
    {
        Begin(cancellationToken);
        MemoryName.Require(id);
        if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        lock (gate)
        {
            ThrowIfOver();
            _insights[id] = null;
            DeleteInsight(id);
        }

        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<string> AppendTurnAsync(SessionTurn turn, CancellationToken cancellationToken = default)
    {
        Begin(cancellationToken);
        var draft = Draft(turn);
        // Not remembered as a read: others may append to the session meanwhile. The commit decides.
        var owner = await ReadOwnerAsync(draft.Session, cancellationToken).ConfigureAwait(false);
        var taken = turn.Id is not null && await IsTurnAsync(turn.Id, cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            ThrowIfOver();
            owner = _sessions.GetValueOrDefault(draft.Session, owner!);
            if (owner is not null && owner != draft.Content.User)
            {
                throw MemoryErrors.ForeignSession(draft.Session);
            }

            if (taken || !_turns.Add(draft.Content.Id))
            {
                throw MemoryErrors.TurnTaken(draft.Content.Id);
            }

            _sessions[draft.Session] = draft.Content.User;
            AppendTurn(draft);
        }

        return draft.Content.Id;
    }

    /// <summary>Under the gate: whether memory can be read and written now.</summary>
    /// <exception cref="InvalidOperationException">The callback has returned.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    protected abstract void ThrowIfOver();

    /// <summary>The time that new ids and pending rows bear.</summary>
    protected abstract DateTimeOffset Now();

    /// <summary>Checks an insight, and writes it as bytes.</summary>
    /// <param name="insight">What the caller wants stored.</param>
    protected virtual InsightDraft Draft(NewInsight insight) => drafts.Insight(insight, Now());

    /// <summary>Checks a turn, and writes it as bytes.</summary>
    /// <param name="turn">What the caller wants stored.</param>
    protected virtual TurnDraft Draft(SessionTurn turn) => drafts.Turn(turn, Now());

    /// <summary>Reads a preference as it is committed, and remembers how it was found.</summary>
    /// <param name="user">Whose it is.</param>
    /// <param name="key">Its name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Its bytes and when it was set; null: it is absent.</returns>
    protected abstract ValueTask<(ReadOnlyMemory<byte> Json, DateTimeOffset At)?> ReadPreferenceAsync(string user, string key, CancellationToken cancellationToken);

    /// <summary>Reads an insight as it is committed, and remembers how it was found.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>null: it is absent, or has expired.</returns>
    protected abstract ValueTask<InsightContent?> ReadInsightAsync(string id, CancellationToken cancellationToken);

    /// <summary>Reads whose a session is; this is not remembered.</summary>
    /// <param name="session">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>null: it is absent.</returns>
    protected abstract ValueTask<string?> ReadOwnerAsync(string session, CancellationToken cancellationToken);

    /// <summary>Reads whether there is a turn, and remembers that.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    protected abstract ValueTask<bool> IsTurnAsync(string id, CancellationToken cancellationToken);

    /// <summary>Under the gate: takes up a write for the commit.</summary>
    /// <param name="user">Whose preference.</param>
    /// <param name="key">Its name.</param>
    /// <param name="json">Its bytes.</param>
    protected abstract void SetPreference(string user, string key, byte[] json);

    /// <summary>Under the gate: takes up a write for the commit.</summary>
    /// <param name="draft">The insight.</param>
    protected abstract void StoreInsight(InsightDraft draft);

    /// <summary>Under the gate: takes up a write for the commit.</summary>
    /// <param name="id">The insight's id.</param>
    protected abstract void DeleteInsight(string id);

    /// <summary>Under the gate: takes up a write for the commit.</summary>
    /// <param name="draft">The turn.</param>
    protected abstract void AppendTurn(TurnDraft draft);

    private void Begin(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            ThrowIfOver();
        }
    }

    private async ValueTask<InsightContent?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (_insights.TryGetValue(id, out var mine))
            {
                return mine;
            }
        }

        return await ReadInsightAsync(id, cancellationToken).ConfigureAwait(false);
    }
}
