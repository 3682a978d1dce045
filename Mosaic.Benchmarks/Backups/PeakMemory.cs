namespace Mosaic.Benchmarks.Backups;

/// <summary>The largest working set of this process while it stands, less the one at its beginning.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly long _before = Environment.WorkingSet;
    private readonly Timer _timer;
    private long _peak;

    public PeakMemory()
    {
        _peak = _before;
        _timer = new Timer(_ => _peak = Math.Max(_peak, Environment.WorkingSet), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
    }

    public double Grown => _peak - _before;

    public void Dispose() => _timer.Dispose();
}
