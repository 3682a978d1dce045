namespace Mosaic.Storage.Commit;

/// <summary>Does something to many things, in as few units as they fit in.</summary>
internal static class UnitSplit
{
    /// <param name="core">The store.</param>
    /// <param name="items">The things.</param>
    /// <param name="change">Changes some of them in one unit, and tells how many.</param>
    /// <param name="cancellationToken">Honoured between units.</param>
    /// <returns>How many were changed.</returns>
    public static async ValueTask<int> CommitSplitAsync<T>(
        this StoreCore core, IReadOnlyList<T> items, Func<UnitContext, IReadOnlyList<T>, int> change, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
        {
            return 0;
        }

        try
        {
            return await core.CommitAsync(new DelegateUnit<int>(context => change(context, items)), cancellationToken).ConfigureAwait(false);
        }
        catch (UnitTooLargeException) when (items.Count > 1)
        {
            var half = items.Count / 2;
            return await core.CommitSplitAsync([.. items.Take(half)], change, cancellationToken).ConfigureAwait(false)
                + await core.CommitSplitAsync([.. items.Skip(half)], change, cancellationToken).ConfigureAwait(false);
        }
    }
}
