namespace Mosaic.Memory.Vectors;

/// <summary>Corpora whose model a search could not read. Thread-safe.</summary>
internal sealed class ModelAsks
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _corpora = new(StringComparer.Ordinal);
    private TaskCompletionSource _asked = New();

    public void Add(string corpus)
    {
        lock (_gate)
        {
            if (_corpora.Add(corpus))
            {
                _asked.TrySetResult();
            }
        }
    }

    /// <summary>Completes while there are some.</summary>
    public Task Any => Volatile.Read(ref _asked).Task;

    public void Take(HashSet<string> into)
    {
        lock (_gate)
        {
            if (_corpora.Count > 0)
            {
                into.UnionWith(_corpora);
                _corpora.Clear();
                Volatile.Write(ref _asked, New());
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
