namespace Mosaic.Storage.Commit;

/// <summary>
/// Tells the callers of a group on pool threads, some dozens in one work item: an item for each would cost more than the
/// commit. What a caller goes on with runs there and may block, even for good; so each run first asks for another thread
/// that goes on with the rest.
/// </summary>
internal sealed class Completions : IThreadPoolWorkItem
{
    private const int UnitsMax = 32;

    private readonly ArraySegment<WriteUnit> _units;
    private int _last = -1;

    private Completions(ArraySegment<WriteUnit> units) => _units = units;

    public static void Queue(WriteUnit[] group)
    {
        for (var from = 0; from < group.Length; from += UnitsMax)
        {
            var units = new ArraySegment<WriteUnit>(group, from, Math.Min(UnitsMax, group.Length - from));
            ThreadPool.UnsafeQueueUserWorkItem(new Completions(units), preferLocal: false);
        }
    }

    public void Execute()
    {
        var index = Interlocked.Increment(ref _last);
        if (index < _units.Count - 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        for (; index < _units.Count; index = Interlocked.Increment(ref _last))
        {
            _units[index].Complete();
        }
    }
}
