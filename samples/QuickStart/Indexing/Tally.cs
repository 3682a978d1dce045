using System.Diagnostics;

namespace QuickStart.Indexing;

/// <summary>What the workers have done so far. Thread-safe.</summary>
internal sealed class Tally(int total)
{
    private readonly Lock _lock = new();
    private readonly List<FileNote> _notes = [];
    private readonly Dictionary<FileOutcome, int> _outcomes = [];
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>After each file, one call at a time.</summary>
    public event Action<Tally>? Changed;

    public int Total => total;

    public int Done { get; private set; }

    public int Failed { get; private set; }

    public long Passages { get; private set; }

    public IReadOnlyList<FileNote> Notes => _notes;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <value>Files a second.</value>
    public double Rate => Done / Math.Max(Elapsed.TotalSeconds, 0.001);

    public TimeSpan Left => Done == 0 ? TimeSpan.Zero : Elapsed * ((double)Math.Max(0, total - Done) / Done);

    public int Count(FileOutcome outcome) => _outcomes.GetValueOrDefault(outcome);

    public void Add(string path, FileResult result)
    {
        lock (_lock)
        {
            _outcomes[result.Outcome] = Count(result.Outcome) + 1;
            Passages += result.Passages;
            Finish(path, result.Note);
        }
    }

    public void AddFailure(string path, string why)
    {
        lock (_lock)
        {
            Failed++;
            Finish(path, $"cannot be read: {why}");
        }
    }

    private void Finish(string path, string? note)
    {
        Done++;
        if (note is not null)
        {
            _notes.Add(new FileNote(path, note));
        }

        Changed?.Invoke(this);
    }
}
