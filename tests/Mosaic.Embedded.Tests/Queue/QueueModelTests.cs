using Microsoft.Extensions.Time.Testing;
using Mosaic.Embedded.Tests.Crash;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Queue;

/// <summary>Random operations, time and reopening, compared with <see cref="QueueModel"/> after each.</summary>
public sealed class QueueModelTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly QueueModel _model = new();
    private readonly List<JobLease> _leases = [];
    private MosaicEngine _store = null!;
    private Random _random = null!;
    private int _chosen;

    private DateTimeOffset Now => _clock.GetUtcNow();

    [Test]
    public async Task Random_operations_do_as_the_model_does()
    {
        await TestContext.Out.WriteLineAsync($"seed {LongTests.Seed}");
        _random = new Random(LongTests.Seed);
        var folder = new TemporaryFolder();
        var operations = LongTests.Wanted ? 100_000 : 4_000;
        var reopened = 0;
        _store = await OpenAsync(folder);
        await _store.Queue.ConfigureAsync("q", new QueueOptions { KeyConcurrency = QueueModel.KeyConcurrency, CompletedMax = 1_000_000 });
        for (var i = 0; i < operations; i++)
        {
            if (_random.Next(400) == 0)
            {
                folder = await ReopenAsync(folder, crash: ++reopened % 2 == 0);
            }

            await OperateAsync();
            if (i % 20 == 0)
            {
                await CompareAsync($"after operation {i}");
            }
        }

        await CompareAsync("at the end");
        foreach (var expected in _model.Jobs)
        {
            var job = (await _store.Queue.GetAsync(expected.Id))!;
            Assert.That(
                (job.State, job.Attempt, job.Priority, job.OrderingKey ?? job.LimitKey),
                Is.EqualTo((expected.State, expected.Attempt, expected.Options.Priority, expected.Key)),
                expected.Id);
        }

        Assert.That((await _store.CheckAsync()).Problems, Is.Empty);
        await _store.DisposeAsync();
        folder.Dispose();
        await TestContext.Out.WriteLineAsync(
            $"{operations} operations, {reopened} times reopened, {_model.Jobs.Count} jobs, " +
            string.Join(", ", _model.Jobs.CountBy(static job => job.State).Select(static count => $"{count.Value} {count.Key}")));
    }

    /// <summary>Closed, or as a killed process would leave it.</summary>
    private async Task<TemporaryFolder> ReopenAsync(TemporaryFolder folder, bool crash)
    {
        var left = crash ? folder.Abandon() : folder;
        await _store.DisposeAsync();
        if (crash)
        {
            folder.Dispose();
        }

        _store = await OpenAsync(left);
        _model.Reopen(Now);
        return left;
    }

    private ValueTask<MosaicEngine> OpenAsync(TemporaryFolder folder) =>
        MosaicEngine.OpenAsync(folder.Store, new MosaicOptions { TimeProvider = _clock, Durability = Durability.Relaxed });

    private Task OperateAsync() => _random.Next(40) switch
    {
        < 9 => EnqueueAsync(),
        < 11 => EnqueueManyAsync(),
        < 18 => LeaseAsync(),
        < 26 => SettleAsync(static (self, lease) => self.AckAsync(lease)),
        < 31 => SettleAsync(static (self, lease) => self.NackAsync(lease)),
        < 33 => SettleAsync(static (self, lease) => self.RenewAsync(lease)),
        < 34 => CancelAsync(),
        < 35 => RedriveAsync(),
        < 36 => PauseAsync(),
        _ => AdvanceAsync(),
    };

    private EnqueueOptions RandomOptions()
    {
        var key = _random.Next(5);
        var options = new EnqueueOptions
        {
            Id = _random.Next(3) == 0 ? $"chosen {_chosen++}" : null,
            Priority = _random.Next(3),
            MaxAttempts = _random.Next(1, 4),
            Delay = _random.Next(3) == 0 ? TimeSpan.FromSeconds(_random.Next(60)) : null,
            LastInFirstOut = key != 0 && _random.Next(4) == 0,
            OrderingKey = key == 0 ? $"ordering {_random.Next(4)}" : null,
            DeduplicationKey = _random.Next(6) == 0 ? $"once {_random.Next(3)}" : null,
        };
        // A lease of a limit key that expires for good frees a slot at a moment that nothing orders with the ends of delays.
        return key == 1 ? options with { LimitKey = $"limit {_random.Next(3)}", MaxAttempts = 1_000_000 } : options;
    }

    private async Task EnqueueAsync()
    {
        var options = RandomOptions();
        _model.Pass(Now);
        await _store.Queue.LengthAsync("q"); // what is due is due for an enqueue as well
        Know(await _store.Queue.EnqueueAsync("q", "t", 1, options), options);
    }

    private async Task EnqueueManyAsync()
    {
        var jobs = Enumerable.Range(0, _random.Next(1, 6)).Select(i => new NewJob("t", i, RandomOptions())).ToList();
        _model.Pass(Now);
        await _store.Queue.LengthAsync("q"); // as above
        foreach (var (id, job) in (await _store.Queue.EnqueueManyAsync("q", jobs)).Zip(jobs))
        {
            Know(id, job.Options!);
        }
    }

    private void Know(string id, EnqueueOptions options)
    {
        if (_model.Deduplicated(options.DeduplicationKey) is { } first)
        {
            Assert.That(id, Is.EqualTo(first.Id));
        }
        else
        {
            _model.Enqueue(id, options, Now);
        }
    }

    private async Task LeaseAsync()
    {
        var max = _random.Next(1, 5);
        var leases = await _store.Queue.DequeueManyAsync("q", max);
        var expected = _model.Lease(max, Now, Timeout);
        Assert.That(leases.Select(static lease => (lease.Job.Id, lease.Job.Attempt)), Is.EqualTo(expected.Select(static job => (job.Id, job.Attempt))));
        foreach (var lease in leases)
        {
            _model[lease.Job.Id].Token = lease.Token;
        }

        _leases.AddRange(leases);
    }

    /// <summary>With a random lease that was ever given, lost ones too.</summary>
    private async Task SettleAsync(Func<QueueModelTests, JobLease, Task> settle)
    {
        if (_leases.Count == 0)
        {
            return;
        }

        var index = _random.Next(Math.Max(0, _leases.Count - 8), _leases.Count);
        var lease = _leases[index];
        _model.Pass(Now);
        await _store.Queue.LengthAsync("q");
        var job = _model[lease.Job.Id];
        if (job.State == JobState.Leased && job.Token == lease.Token)
        {
            await settle(this, lease);
        }
        else
        {
            await Assert.ThrowsAsync<LeaseLostException>(() => settle(this, lease));
        }
    }

    private async Task AckAsync(JobLease lease)
    {
        await _store.Queue.AckAsync(lease, 5);
        _model.Complete(_model[lease.Job.Id], Now);
    }

    private async Task NackAsync(JobLease lease)
    {
        var delay = TimeSpan.FromSeconds(_random.Next(3) * 20);
        await _store.Queue.NackAsync(lease, "failed", delay);
        _model.Fail(_model[lease.Job.Id], delay, Now);
    }

    private async Task RenewAsync(JobLease lease)
    {
        await _store.Queue.RenewAsync(lease);
        _model[lease.Job.Id].ExpiresAt = Now + Timeout;
    }

    private ModelJob? AnyJob() => _model.Jobs.Count == 0 ? null : _model.Jobs.ElementAt(_random.Next(Math.Max(0, _model.Jobs.Count - 60), _model.Jobs.Count));

    private async Task CancelAsync()
    {
        if (AnyJob() is { } job)
        {
            _model.Pass(Now);
            Assert.That(await _store.Queue.CancelAsync(job.Id), Is.EqualTo(!job.HasEnded));
            if (!job.HasEnded)
            {
                _model.Cancel(job, Now);
            }
        }
    }

    private async Task RedriveAsync()
    {
        if (AnyJob() is { } job)
        {
            _model.Pass(Now);
            var failed = job.State is JobState.DeadLetter or JobState.Cancelled;
            Assert.That(await _store.Queue.RedriveAsync(job.Id), Is.EqualTo(failed));
            if (failed)
            {
                _model.Redrive(job, Now);
            }
        }
    }

    private async Task PauseAsync()
    {
        _model.Paused = !_model.Paused && _random.Next(3) == 0;
        await (_model.Paused ? _store.Queue.PauseAsync("q") : _store.Queue.ResumeAsync("q"));
    }

    private Task AdvanceAsync()
    {
        _clock.Advance(TimeSpan.FromSeconds(_random.Next(15)));
        return Task.CompletedTask;
    }

    private async Task CompareAsync(string when)
    {
        _model.Pass(Now);
        var expected = new QueueStats(
            _model.Count(static job => job.State == JobState.Waiting),
            _model.Count(static job => job.State == JobState.Scheduled),
            _model.Count(static job => job.State == JobState.Leased),
            _model.Count(static job => job.State == JobState.Completed),
            _model.Count(static job => job.State == JobState.DeadLetter),
            _model.Paused)
        {
            Cancelled = _model.Count(static job => job.State == JobState.Cancelled),
            Blocked = _model.Count(static job => job.Blocked),
        };
        Assert.That(await _store.Queue.GetStatsAsync("q"), Is.EqualTo(expected), when);
    }
}
