namespace Mosaic.Postgres.Changes;

/// <summary>Numbers that are drawn and not visible, to be waited for or passed over once all who may hold them have ended.</summary>
/// <remarks>Whoever holds one of them drew it, and so locked the sequence, before the writers were asked. What was committed is visible before its locks are released.</remarks>
internal sealed class ChangeGap(ChangeReads reads, long to, bool atOnce = false)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);
    private TimeSpan _wait = TimeSpan.FromMilliseconds(2);
    private HashSet<string>? _writers;

    /// <summary>The last of them.</summary>
    public long To => to;

    /// <summary>Waits a little; most fill at once.</summary>
    /// <returns>Whether what a later statement does not see of them never comes.</returns>
    public async ValueTask<bool> CloseAsync(CancellationToken cancellationToken)
    {
        if (!atOnce && _wait < TimeSpan.FromMilliseconds(8))
        {
            await WaitAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }

        var writers = await reads.WritersAsync(cancellationToken).ConfigureAwait(false);
        if (_writers is null)
        {
            _writers = writers;
        }
        else
        {
            _writers.IntersectWith(writers);
        }

        if (_writers.Count == 0)
        {
            return true;
        }

        await WaitAsync(cancellationToken).ConfigureAwait(false);
        return false;
    }

    // Writers are the server's, and no clock of this process moves them.
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_wait, cancellationToken).ConfigureAwait(false);
        _wait = _wait * 2 < Longest ? _wait * 2 : Longest;
    }
}
