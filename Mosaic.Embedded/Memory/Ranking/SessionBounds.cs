using System.Buffers;

namespace Mosaic.Memory.Ranking;

/// <summary>For each session that a query touches, its runs of words and what no turn of it is worth more than. Not thread-safe.</summary>
internal sealed class SessionBounds : IDisposable
{
    private const int None = -1;

    private readonly PooledList<int> _sessions = new();
    private readonly PooledList<Entry> _entries = new();
    private readonly PooledList<WordRun> _runs = new();
    private int[] _places = ArrayPool<int>.Shared.Rent(1024); // of each session's entry, from 1 on: sessions are numbered densely
    private int _known;

    /// <summary>How many sessions there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>In the order of their first run.</summary>
    public ReadOnlySpan<int> Sessions => _sessions.Span;

    public ReadOnlySpan<WordRun> Runs => _runs.Span;

    public double MostOf(int session) => _entries[PlaceOf(session)].Most;

    /// <summary>The session's last run; -1: it has none.</summary>
    public int LastRunOf(int session) => _entries[PlaceOf(session)].Run;

    /// <summary>A turn of the session may be worth so much more.</summary>
    public void Raise(int session, double most)
    {
        _entries[PlaceOf(session)].Most += most;
    }

    public void Enter(int session) => PlaceOf(session);

    /// <summary>Makes room for more runs.</summary>
    public void Reserve(int runs)
    {
        _sessions.Reserve(runs);
        _entries.Reserve(runs);
        _runs.Reserve(runs);
    }

    /// <param name="run">Of the last word, or of the next one.</param>
    /// <param name="most">What a turn may be worth more with it.</param>
    /// <returns>Whether it is the word's first run in the session.</returns>
    public bool Add(in WordRun run, double most)
    {
        ref var entry = ref _entries[PlaceOf(run.Session)];
        var last = entry.Run;
        entry.Most += most;
        entry.Run = _runs.Count;
        _runs.Add(run with { Next = last });
        return last == None || _runs[last].Word != run.Word;
    }

    public void Dispose()
    {
        _sessions.Dispose();
        _entries.Dispose();
        _runs.Dispose();
        ArrayPool<int>.Shared.Return(_places);
    }

    private int PlaceOf(int session)
    {
        Know(session);
        ref var place = ref _places[session];
        if (place == 0)
        {
            _sessions.Add(session);
            _entries.Add(new Entry(0, None));
            place = _sessions.Count;
        }

        return place - 1;
    }

    private void Know(int session)
    {
        if (session < _known)
        {
            return;
        }

        if (session >= _places.Length)
        {
            var larger = ArrayPool<int>.Shared.Rent(Math.Max(session + 1, 2 * _places.Length));
            _places.AsSpan(0, _known).CopyTo(larger);
            ArrayPool<int>.Shared.Return(_places);
            _places = larger;
        }

        _places.AsSpan(_known).Clear();
        _known = _places.Length;
    }

    private record struct Entry(double Most, int Run);
}
