using System.Collections.Concurrent;

namespace Mosaic.Sync.Tests.Postgres.Chaos;

/// <summary>What the processes told, by job.</summary>
internal sealed class ChaosLog
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _jobs = [];
    private readonly ConcurrentQueue<string> _surprises = [];

    public int Enqueued => Count('e');

    public int Started => Count('s');

    public int Acknowledged => Count('a');

    public int Lost => Count('l');

    /// <summary>The jobs whose enqueueing was acknowledged.</summary>
    public IEnumerable<string> Told => Of('e', 1);

    public IEnumerable<string> AcknowledgedTwice => Of('a', 2);

    public IEnumerable<string> Surprises => _surprises;

    public void Add(string line)
    {
        switch (line.Split(' ', 3))
        {
            case ["x", ..]:
                _surprises.Enqueue(line);
                break;
            case ["e" or "s" or "a" or "l", var job, ..]:
                _jobs.GetOrAdd(job, static _ => []).Enqueue(line);
                break;
        }
    }

    /// <summary>All that was told of a job.</summary>
    public string Tell(string job) => $"{job}: {string.Join(", ", _jobs.GetValueOrDefault(job) ?? [])}";

    private int Count(char kind) => _jobs.Values.Sum(lines => lines.Count(line => line[0] == kind));

    private IEnumerable<string> Of(char kind, int times) => _jobs.Where(pair => pair.Value.Count(line => line[0] == kind) >= times).Select(static pair => pair.Key);
}
