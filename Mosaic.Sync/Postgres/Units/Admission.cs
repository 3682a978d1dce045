namespace Mosaic.Postgres.Units;

/// <summary>The caller's cancellation as far as a write honours it: until it is sent. A cancelled write was not written.</summary>
internal sealed class Admission : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationToken _caller;
    private readonly CancellationTokenRegistration _registration;

    public Admission(CancellationToken caller)
    {
        _caller = caller;
        _registration = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Something was sent of which it is not known whether it was applied.</summary>
    public bool Uncertain { get; set; }

    /// <summary>From here on it is not cancelled any more.</summary>
    /// <exception cref="OperationCanceledException">It was, before.</exception>
    public void Admit()
    {
        // Waits for a callback that runs already.
        _registration.Dispose();
        if (_source.IsCancellationRequested)
        {
            _caller.ThrowIfCancellationRequested();
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
