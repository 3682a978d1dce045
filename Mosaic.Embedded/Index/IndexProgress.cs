namespace Mosaic.Index;

/// <summary>Up to which unit searches see the store, and which searches wait for more.</summary>
internal sealed class IndexProgress
{
    /// <summary>An index that follows is never further behind for long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>It is opened, takes up what it missed, or is built from the rows.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<Waiting> _waiting = [];
    private long _searchable = -1;
    private bool _follows;
    private Exception? _failure;

    /// <summary>Whether searches see the store up to a unit.</summary>
    public bool HasReached(long sequence) => Interlocked.Read(ref _searchable) >= sequence;

    /// <summary>Whether a search waits that could be answered once the index shows <paramref name="sequence"/>.</summary>
    public bool IsWanted(long sequence)
    {
        lock (_gate)
        {
            return _waiting.Exists(waiting => waiting.Sequence <= sequence);
        }
    }

    /// <param name="sequence">The unit that searches see.</param>
    /// <param name="isFaulty">Whether the index was found to be damaged: then <see cref="Lost"/> was or will be told, and this counts no more.</param>
    public void Reached(long sequence, Func<bool> isFaulty)
    {
        lock (_gate)
        {
            if (isFaulty())
            {
                return;
            }

            Interlocked.Exchange(ref _searchable, sequence);
            _failure = null;
            Tell(waiting => waiting.Sequence <= sequence, static waiting => waiting.Reached.TrySetResult());
        }
    }

    /// <summary>From here on it only has to keep up, or again not.</summary>
    public void Follows(bool follows)
    {
        lock (_gate)
        {
            _follows = follows;
        }
    }

    /// <summary>No search is answered until it is opened or built again.</summary>
    /// <param name="failure">null: that happens right now.</param>
    public void Lost(Exception? failure)
    {
        lock (_gate)
        {
            Interlocked.Exchange(ref _searchable, -1);
            _follows = false;
            _failure = failure;
            if (failure is not null)
            {
                Tell(static _ => true, waiting => waiting.Reached.TrySetException(Failed(failure)));
            }
        }
    }

    /// <summary>No search is answered any more.</summary>
    public void Close()
    {
        var closed = new ObjectDisposedException(nameof(MosaicEngine));
        lock (_gate)
        {
            Interlocked.Exchange(ref _searchable, -1);
            _failure = closed;
            Tell(static _ => true, waiting => waiting.Reached.TrySetException(closed));
        }
    }

    /// <param name="sequence">The unit that searches are to see.</param>
    /// <param name="patience">null: the bound of a search.</param>
    /// <param name="wake">Tells the updater that somebody waits.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MosaicException">It takes too long, or the index cannot be had.</exception>
    public async ValueTask WaitAsync(long sequence, TimeSpan? patience, Action wake, CancellationToken cancellationToken)
    {
        Waiting waiting;
        TimeSpan bound;
        lock (_gate)
        {
            if (_failure is { } failure)
            {
                throw failure is ObjectDisposedException ? failure : Failed(failure);
            }

            if (_searchable >= sequence)
            {
                return;
            }

            waiting = new Waiting(sequence);
            _waiting.Add(waiting);
            bound = patience ?? (_follows ? Patience : StartPatience);
        }

        wake();
        try
        {
            await waiting.Reached.Task.WaitAsync(bound, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new MosaicException($"The search index has not reached what was written {bound.TotalSeconds:0} s ago.")
            {
                Operation = "search",
                Hint = "It is catching up, or is built anew from the rows; try again.",
                IsTransient = true,
            };
        }
        finally
        {
            lock (_gate)
            {
                _waiting.Remove(waiting);
            }
        }
    }

    private void Tell(Predicate<Waiting> which, Action<Waiting> tell)
    {
        _waiting.FindAll(which).ForEach(tell);
        _waiting.RemoveAll(which);
    }

    private static MosaicException Failed(Exception cause) => new($"The search index cannot be used: {cause.Message}", cause)
    {
        Operation = "search",
        Hint = "Stored data is not touched. Free space or mend the rights of the folder '.index' beside the store; it is built again by itself.",
        IsTransient = true,
    };

    private sealed record Waiting(long Sequence)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
