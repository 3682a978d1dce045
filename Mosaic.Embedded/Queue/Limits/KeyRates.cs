namespace Mosaic.Queue.Limits;

/// <summary>The starts of each key of one queue within the last window of its rate.</summary>
internal sealed class KeyRates(TimeProvider time)
{
    private const int SweepAt = 1_024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, RateWindow> _windows = new(StringComparer.Ordinal);
    private int _sweepAt = SweepAt;

    /// <summary>Counts a start of a key, if it may start now.</summary>
    /// <returns>In how long it may; zero: it was counted.</returns>
    public TimeSpan TryStart(string key, Rate rate)
    {
        lock (_gate)
        {
            if (!_windows.TryGetValue(key, out var window))
            {
                Sweep(rate);
                _windows[key] = window = new RateWindow();
            }

            var wait = window.UntilFree(rate, time);
            if (wait <= TimeSpan.Zero)
            {
                window.Add(time);
                return TimeSpan.Zero;
            }

            return wait;
        }
    }

    /// <summary>Keys without a start in the window need no memory.</summary>
    private void Sweep(Rate rate)
    {
        if (_windows.Count < _sweepAt)
        {
            return;
        }

        foreach (var (key, window) in _windows.ToList())
        {
            if (window.Free(rate, time) == rate.Max)
            {
                _windows.Remove(key);
            }
        }

        _sweepAt = Math.Max(SweepAt, 2 * _windows.Count);
    }
}
