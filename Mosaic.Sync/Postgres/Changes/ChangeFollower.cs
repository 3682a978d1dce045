namespace Mosaic.Postgres.Changes;

/// <summary>One follower's place in the change record.</summary>
/// <param name="reads">The record.</param>
/// <param name="signal">Tells of more.</param>
/// <param name="trimmed">Makes the error for a place that is not kept any more.</param>
/// <param name="next">The number that it expects.</param>
/// <param name="skip">How many changes of that entry it has had.</param>
internal sealed class ChangeFollower(ChangeReads reads, ChangeSignal signal, Func<string, FeedTrimmedException> trimmed, long next, int skip)
{
    private long _next = next;
    private int _skip = skip;

    // Numbers up to this one are final: who drew one that is not visible has rolled back.
    private long _settled;
    private ChangeGap? _gap;

    /// <summary>The entries that follow; waits until there is one.</summary>
    public async ValueTask<IReadOnlyList<(ChangeEntry Entry, int Skip)>> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var more = signal.Next;
            var (entries, trimmedTo) = await reads.ReadAsync(_next, cancellationToken).ConfigureAwait(false);
            if (trimmedTo >= _next && (entries.Count == 0 || entries[0].Number > _next))
            {
                throw trimmed("fell behind what is kept");
            }

            var following = new List<(ChangeEntry, int)>();
            long? missing = null;
            foreach (var entry in entries)
            {
                if (entry.Number > _next && entry.Number - 1 > _settled)
                {
                    missing = entry.Number - 1;
                    break;
                }

                following.Add((entry, entry.Number == _next ? _skip : 0));
                (_next, _skip) = (entry.Number + 1, 0);
            }

            if (following.Count > 0)
            {
                return following;
            }

            if (missing is { } to)
            {
                await CloseAsync(to, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await more.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask CloseAsync(long to, CancellationToken cancellationToken)
    {
        if (_gap is null || _gap.To < _next)
        {
            _gap = new ChangeGap(reads, to);
        }

        if (await _gap.CloseAsync(cancellationToken).ConfigureAwait(false))
        {
            _settled = _gap.To;
            _gap = null;
        }
    }
}
