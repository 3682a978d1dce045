namespace Mosaic.Backends;

/// <summary>
/// Runs transactions optimistically: no lock while user code awaits; the commit checks that everything that was read still holds.
/// Stale attempts run again, after a random wait; the last ones while other writers are held back.
/// </summary>
/// <typeparam name="TAttempt">One run of a callback, as the backend keeps it.</typeparam>
public abstract class OptimisticTransactions<TAttempt>
    where TAttempt : class, IMosaicTransaction
{
    private const int RetriesMax = 8;
    private const int LastAttempts = 3;

    private readonly AsyncLocal<Running?> _inside = new();

    /// <summary>Runs a callback until one of its runs is committed.</summary>
    /// <param name="work">The callback.</param>
    /// <param name="cancellationToken">Honoured until the commit is admitted.</param>
    /// <typeparam name="T">What the callback answers.</typeparam>
    /// <exception cref="InvalidOperationException">A callback called this.</exception>
    /// <exception cref="ConflictException">A condition of a write does not hold; or, if it is transient, the reads kept changing.</exception>
    public async ValueTask<T> RunAsync<T>(Func<IMosaicTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ThrowIfUnwritable();
        if (_inside.Value is { Over: false })
        {
            throw new InvalidOperationException(
                "A transaction's callback started another transaction. Use the one that it was given; two would wait for each other.");
        }

        // Of this async flow; work that the callback starts inherits it, and may outlive it.
        var running = new Running();
        _inside.Value = running;
        Started();
        try
        {
            return await RetryAsync(work, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            running.Over = true;
            Ended();
        }
    }

    /// <exception cref="MosaicException">Nothing can be written.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    protected abstract void ThrowIfUnwritable();

    /// <summary>A transaction runs from here on, until <see cref="Ended"/>.</summary>
    protected virtual void Started()
    {
    }

    /// <summary>A transaction is over.</summary>
    protected virtual void Ended()
    {
    }

    /// <summary>Makes the state of one attempt.</summary>
    protected abstract TAttempt Begin();

    /// <summary>The callback has returned: what it still holds of the attempt is of no use to it.</summary>
    /// <param name="attempt">The attempt.</param>
    protected abstract void End(TAttempt attempt);

    /// <summary>Whether something that the attempt has read is no longer so.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancellationToken">The caller's.</param>
    protected abstract ValueTask<bool> IsStaleAsync(TAttempt attempt, CancellationToken cancellationToken);

    /// <summary>Checks and commits, as one unit.</summary>
    /// <param name="attempt">The attempt, which is not stale as far as is known.</param>
    /// <param name="cancellationToken">Honoured until the unit is admitted.</param>
    /// <returns>false: something that it has read is no longer so, and nothing was written.</returns>
    protected abstract ValueTask<bool> TryCommitAsync(TAttempt attempt, CancellationToken cancellationToken);

    /// <summary>The collections whose documents the attempt has read.</summary>
    /// <param name="attempt">The attempt.</param>
    protected abstract IReadOnlySet<string> CollectionsOf(TAttempt attempt);

    /// <summary>Runs the last attempts while other writers to some collections are held back, for a second at most.</summary>
    /// <param name="collections">The collections.</param>
    /// <param name="attempts">The attempts.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <typeparam name="T">What they answer.</typeparam>
    protected abstract ValueTask<T> HoldBackAsync<T>(IReadOnlySet<string> collections, Func<ValueTask<T>> attempts, CancellationToken cancellationToken);

    /// <summary>Others are held back, but some may have passed before: waits until these have written.</summary>
    /// <param name="cancellationToken">The caller's.</param>
    protected virtual ValueTask SettleAsync(CancellationToken cancellationToken) => default;

    private async ValueTask<T> RetryAsync<T>(Func<IMosaicTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        IReadOnlySet<string> collections = new HashSet<string>();
        for (var attempt = 0; attempt < RetriesMax; attempt++)
        {
            if (attempt > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1 << Math.Min(attempt, 5))), cancellationToken).ConfigureAwait(false);
            }

            var transaction = Begin();
            if (await TryAsync(transaction, work, cancellationToken).ConfigureAwait(false) is { } done)
            {
                return done.Value;
            }

            collections = CollectionsOf(transaction);
        }

        return await HoldBackAsync(
            collections,
            () => LastAttemptsAsync(work, collections, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What passed before the others were held back goes first, so that a second try may be needed.</summary>
    private async ValueTask<T> LastAttemptsAsync<T>(
        Func<IMosaicTransaction, CancellationToken, ValueTask<T>> work, IReadOnlySet<string> collections, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < LastAttempts; attempt++)
        {
            await SettleAsync(cancellationToken).ConfigureAwait(false);
            if (await TryAsync(Begin(), work, cancellationToken).ConfigureAwait(false) is { } done)
            {
                return done.Value;
            }
        }

        throw new ConflictException("The transaction's reads kept changing under it.")
        {
            Operation = "transact",
            Target = string.Join(", ", collections),
            Hint = "Read less, or shorten the callback.",
            IsTransient = true,
        };
    }

    private async ValueTask<Done<T>?> TryAsync<T>(
        TAttempt transaction, Func<IMosaicTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        T answer;
        try
        {
            answer = await work(transaction, cancellationToken).ConfigureAwait(false);
        }
        catch (StaleReadException)
        {
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (await IsStaleAsync(transaction, cancellationToken).ConfigureAwait(false))
            {
                return null; // it may have thrown because of what it should not have seen
            }

            throw;
        }
        finally
        {
            End(transaction);
        }

        return await TryCommitAsync(transaction, cancellationToken).ConfigureAwait(false) ? new Done<T>(answer) : null;
    }

    private sealed record Done<T>(T Value);

    private sealed class Running
    {
        private volatile bool _over;

        public bool Over
        {
            get => _over;
            set => _over = value;
        }
    }
}
