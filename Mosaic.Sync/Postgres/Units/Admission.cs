namespace Mosaic.Postgres.Units;

/// <summary>The caller's cancellation as far as a write honours it: until it is sent. A cancelled write was not written.</summary>
internal sealed class Admission : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly CancellationToken caller;
    private readonly CancellationTokenRegistration registration;

    public Admission(CancellationToken caller)
    {
        this.caller = caller;
        registration = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
    }

    public CancellationToken Token => source.Token;

    /// <summary>Something was sent of which it is not known whether it was applied.</summary>
    public bool Uncertain { get; set; }

    /// <summary>From here on it is not cancelled any more.</summary>
    /// <exception cref="OperationCanceledException">It was, before.</exception>
    public void Admit()
    {
        // Waits for a callback that runs already.
        registration.Dispose();
        if (source.IsCancellationRequested)
        {
            caller.ThrowIfCancellationRequested();
        }
    }

    public void Dispose()
    {
        registration.Dispose();
        source.Dispose();
    }
}
