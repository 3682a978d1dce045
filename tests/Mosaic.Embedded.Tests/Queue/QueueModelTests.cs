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

    [Test]
    public async Task Random_operations_do_as_the_model_does()
    {
        await TestContext.Out.WriteLineAsync($"seed {LongTests.Seed}");
        _random = new Random(LongTests.Seed);
        using var folder = new TemporaryFolder();
        var operations = LongTests.Wanted ? 100_000 : 4_000;
        var reopened = 0;
        _store = await OpenAsync(folder);
        for (var i = 0; i < operations; i++)
        {
            if (_random.Next(400) == 0)
            {
                await _store.DisposeAsync();
                _store = await OpenAsync(folder);
                _model.Reopen(_clock.GetUtcNow());
                reopened++;
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
            Assert.That((job.State, job.Attempt, job.Priority), Is.EqualTo((expected.State, expected.Attempt, expected.Priority)), expected.Id);
        }

        Assert.That((await _store.CheckAsync()).Problems, Is.Empty);
        await _store.DisposeAsync();
        await TestContext.Out.WriteLineAsync($"{operations} operations, {reopened} times reopened, {_model.Jobs.Count} jobs, {_model.Count(JobState.Completed)} completed, {_model.Count(JobState.DeadLetter)} dead");
    }

    private ValueTask<MosaicEngine> OpenAsync(TemporaryFolder folder) =>
        MosaicEngine.OpenAsync(folder.Store, new MosaicOptions { TimeProvider = _clock, Durability = Durability.Relaxed });

    private Task OperateAsync() => _random.Next(16) switch
    {
        < 4 => EnqueueAsync(),
        < 5 => EnqueueManyAsync(),
        < 8 => LeaseAsync(),
        < 11 => SettleAsync(static (self, lease) => self.AckAsync(lease)),
        < 13 => SettleAsync(static (self, lease) => self.NackAsync(lease)),
        < 14 => SettleAsync(static (self, lease) => self.RenewAsync(lease)),
        _ => AdvanceAsync(),
    };

    private EnqueueOptions RandomOptions() => new()
    {
        Id = _random.Next(3) == 0 ? $"chosen {_chosen++}" : null,
        Priority = _random.Next(3),
        MaxAttempts = _random.Next(1, 4),
        Delay = _random.Next(3) == 0 ? TimeSpan.FromSeconds(_random.Next(60)) : null,
    };

    private async Task EnqueueAsync()
    {
        var options = RandomOptions();
        Know(await _store.Queue.EnqueueAsync("q", "t", 1, options), options);
    }

    private async Task EnqueueManyAsync()
    {
        var jobs = Enumerable.Range(0, _random.Next(1, 6)).Select(i => new NewJob("t", i, RandomOptions())).ToList();
        foreach (var (id, job) in (await _store.Queue.EnqueueManyAsync("q", jobs)).Zip(jobs))
        {
            Know(id, job.Options!);
        }
    }

    private void Know(string id, EnqueueOptions options) =>
        _model.Enqueue(id, options.Priority, options.MaxAttempts!.Value, _clock.GetUtcNow() + (options.Delay ?? TimeSpan.Zero));

    private async Task LeaseAsync()
    {
        var max = _random.Next(1, 5);
        var leases = await _store.Queue.DequeueManyAsync("q", max);
        var expected = _model.Lease(max, _clock.GetUtcNow(), Timeout);
        Assert.That(leases.Select(static lease => (lease.Job.Id, lease.Job.Attempt)), Is.EqualTo(expected.Select(static job => (job.Id, job.Attempt))));
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
        _model.Pass(_clock.GetUtcNow());
        var job = _model[lease.Job.Id];
        if (job.State == JobState.Leased && job.Attempt == lease.Job.Attempt)
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
        _model.Complete(_model[lease.Job.Id]);
    }

    private async Task NackAsync(JobLease lease)
    {
        var delay = TimeSpan.FromSeconds(_random.Next(3) * 20);
        await _store.Queue.NackAsync(lease, "failed", delay);
        _model.Fail(_model[lease.Job.Id], _clock.GetUtcNow() + delay, delayed: delay > TimeSpan.Zero);
    }

    private async Task RenewAsync(JobLease lease)
    {
        await _store.Queue.RenewAsync(lease);
        _model[lease.Job.Id].ExpiresAt = _clock.GetUtcNow() + Timeout;
    }

    private Task AdvanceAsync()
    {
        _clock.Advance(TimeSpan.FromSeconds(_random.Next(15)));
        return Task.CompletedTask;
    }

    private async Task CompareAsync(string when)
    {
        _model.Pass(_clock.GetUtcNow());
        var expected = new QueueStats(
            _model.Count(JobState.Waiting),
            _model.Count(JobState.Scheduled),
            _model.Count(JobState.Leased),
            _model.Count(JobState.Completed),
            _model.Count(JobState.DeadLetter),
            Paused: false);
        Assert.That(await _store.Queue.GetStatsAsync("q"), Is.EqualTo(expected), when);
    }
}
