using System.Globalization;
using System.Text.RegularExpressions;

namespace Mosaic.Sync.Tests.Postgres.Agreement;

/// <summary>One of the stores that are given the same work, and what it has told so far that later work is about.</summary>
internal sealed partial class ComparedStore(IMosaic store)
{
    private const int Remembered = 40;

    private readonly Dictionary<string, string> _names = [];
    private readonly List<string> _jobs = [];
    private readonly List<JobLease> _leases = [];

    public IMosaic Store => store;

    /// <summary>Does some work.</summary>
    /// <returns>The answer, or the exception's type, in which the ids that the store made are numbered as they came.</returns>
    public async Task<string> AnswerAsync(Work work)
    {
        string answer;
        try
        {
            answer = await work.Run(this);
        }
        catch (Exception error) when (error is MosaicException or ArgumentException or RolledBackException)
        {
            answer = error.GetType().Name;
        }

        return Named(answer);
    }

    /// <summary>Numbers the ids that the store made.</summary>
    private string Named(string text) => OwnIds().Replace(text, match =>
    {
        if (!_names.TryGetValue(match.Value, out var name))
        {
            _names[match.Value] = name = string.Create(CultureInfo.InvariantCulture, $"#{_names.Count}");
        }

        return name;
    });

    public string Enqueued(string id)
    {
        _jobs.Add(id);
        return id;
    }

    public JobLease? Leased(JobLease? lease)
    {
        if (lease is not null)
        {
            _leases.Add(lease);
            _jobs.Add(lease.Job.Id);
        }

        return lease;
    }

    /// <summary>One of the jobs that were spoken of last.</summary>
    public string Job(int pick) => _jobs.Count == 0 ? "absent" : _jobs[^(1 + (pick % Math.Min(_jobs.Count, Remembered)))];

    /// <summary>One of the leases, the lost and the used among them.</summary>
    public JobLease? Lease(int pick) => _leases.Count == 0 ? null : _leases[^(1 + (pick % Math.Min(_leases.Count, Remembered)))];

    /// <summary>It was used.</summary>
    public void Settled(JobLease lease, bool forgotten)
    {
        if (forgotten)
        {
            _leases.Remove(lease);
        }
    }

    /// <summary>Jobs' ids and those of all else, as the backends make them.</summary>
    [GeneratedRegex(@"\b([0-9a-z]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b")]
    private static partial Regex OwnIds();
}
