using System.Runtime.CompilerServices;
using Mosaic.Backends;
using Mosaic.Postgres.Sessions;

namespace Mosaic.Postgres.Changes;

/// <summary>Reads the change record: kept entries first, then live. Each number is either told or known to be nobody's.</summary>
internal sealed class PostgresChanges : IChangeFeed, IAsyncDisposable
{
    private readonly PostgresSession _session;
    private readonly ChangeReads _reads;
    private readonly ChangeSignal _signal;
    private readonly CancellationTokenSource _closing = new();

    public PostgresChanges(PostgresSession session)
    {
        _session = session;
        _reads = new ChangeReads(session);
        _signal = new ChangeSignal(session, _reads, _closing.Token);
    }

    public async IAsyncEnumerable<Change> ReadAsync(string? cursor = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var change in ReadPackedAsync(cursor, cancellationToken).ConfigureAwait(false))
        {
            yield return change.Kind == "job" ? change with { Version = JobVersion.Version(change.Version) } : change;
        }
    }

    /// <summary>The same, but the versions of jobs say what happened, too (<see cref="JobVersion"/>).</summary>
    public async IAsyncEnumerable<Change> ReadPackedAsync(string? cursor = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _session.ThrowIfClosed();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        if (await OpenAsync(cursor, cancellationToken, ending.Token).ConfigureAwait(false) is not { } follower)
        {
            yield break;
        }

        using var following = TryFollow();
        if (following is null)
        {
            yield break;
        }

        while (await NextAsync(follower, cancellationToken, ending.Token).ConfigureAwait(false) is { } entries)
        {
            foreach (var (entry, skip) in entries)
            {
                for (var index = skip; index < entry.Ids.Length; index++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return entry.Change(_session.StoreId, index);
                }
            }
        }
    }

    public async ValueTask<string> GetHeadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _session.ThrowIfClosed();
        var gap = new ChangeGap(_reads, await _reads.LastAsync(cancellationToken).ConfigureAwait(false), atOnce: true);
        while (!await gap.CloseAsync(cancellationToken).ConfigureAwait(false))
        {
            // Units in flight hold numbers that the head is to be behind.
        }

        return (await _reads.HeadAsync(gap.To, cancellationToken).ConfigureAwait(false)).ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _signal.DisposeAsync().ConfigureAwait(false);
    }

    /// <returns>null: the store closed meanwhile, which ends a feed that had begun.</returns>
    private IDisposable? TryFollow()
    {
        try
        {
            return _signal.Follow();
        }
        catch (ObjectDisposedException) when (_closing.IsCancellationRequested)
        {
            return null;
        }
    }

    private async ValueTask<ChangeFollower?> OpenAsync(string? cursor, CancellationToken caller, CancellationToken ending)
    {
        try
        {
            if (cursor is null)
            {
                return new ChangeFollower(_reads, _signal, Trimmed, await _reads.TrimmedAsync(ending).ConfigureAwait(false) + 1, 0);
            }

            var place = FeedCursor.Parse(cursor);
            if (place.StoreId != _session.StoreId)
            {
                throw Trimmed("is of another store");
            }

            var found = await _reads.PlaceAsync(place.Sequence, ending).ConfigureAwait(false);
            var stamp = place.Sequence == found.TrimmedTo ? found.TrimmedStamp : found.Stamp;
            if (place.Sequence > found.Last || (stamp is { } known && known != place.Stamp))
            {
                throw Trimmed("is of another history of this store, as after restoring an older copy");
            }

            if (place.Sequence < found.TrimmedTo || stamp is null)
            {
                throw Trimmed("is older than what is kept");
            }

            return place.Index == FeedCursor.WholeUnit || place.Sequence == found.TrimmedTo
                ? new ChangeFollower(_reads, _signal, Trimmed, place.Sequence + 1, 0)
                : new ChangeFollower(_reads, _signal, Trimmed, place.Sequence, place.Index + 1);
        }
        catch (Exception error) when (HasClosed(error, caller))
        {
            return null;
        }
    }

    private async ValueTask<IReadOnlyList<(ChangeEntry Entry, int Skip)>?> NextAsync(ChangeFollower follower, CancellationToken caller, CancellationToken ending)
    {
        try
        {
            return await follower.NextAsync(ending).ConfigureAwait(false);
        }
        catch (Exception error) when (HasClosed(error, caller))
        {
            return null;
        }
        catch (OperationCanceledException) when (caller.IsCancellationRequested)
        {
            throw new OperationCanceledException(caller);
        }
    }

    private bool HasClosed(Exception error, CancellationToken caller) =>
        _closing.IsCancellationRequested && !caller.IsCancellationRequested && error is OperationCanceledException or ObjectDisposedException;

    private FeedTrimmedException Trimmed(string why) => new($"The cursor {why}.")
    {
        Operation = "feed",
        Target = _session.Errors.Target,
        Hint = "Begin with a full copy and follow from the head noted before it.",
    };
}
