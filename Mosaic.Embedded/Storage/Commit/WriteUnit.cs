namespace Mosaic.Storage.Commit;

/// <summary>
/// Something that is to be committed wholly or not at all. It waits for the write loop, decides there against the newest
/// state what to change, and completes once that is on stable storage.
/// </summary>
internal abstract class WriteUnit
{
    private const int Waiting = 0;
    private const int Admitted = 1;
    private const int Cancelled = 2;

    private CancellationTokenRegistration _registration;
    private int _state;

    /// <summary>Why the unit alone failed; its neighbours commit.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Until it is admitted the unit can be cancelled; afterwards the token is ignored.</summary>
    public void CancelBy(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            _registration = token.UnsafeRegister(
                static (unit, token) =>
                {
                    var self = (WriteUnit)unit!;
                    if (Interlocked.CompareExchange(ref self._state, Cancelled, Waiting) == Waiting)
                    {
                        self.Failure = new OperationCanceledException(token);
                        ThreadPool.UnsafeQueueUserWorkItem(static unit => unit.Complete(), self, preferLocal: false);
                    }
                },
                this);
        }
    }

    public bool TryAdmit()
    {
        if (Interlocked.CompareExchange(ref _state, Admitted, Waiting) != Waiting)
        {
            return false;
        }

        _registration.Unregister();
        return true;
    }

    /// <summary>Runs on the write loop, in the order of commits. Throws to fail alone. No user code.</summary>
    public abstract void Prepare(UnitContext context);

    /// <summary>Tells the caller.</summary>
    public abstract void Complete();
}
