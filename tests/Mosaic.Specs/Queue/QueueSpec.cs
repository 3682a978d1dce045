using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>What every spec of the queue needs.</summary>
public abstract class QueueSpec : MosaicSpec
{
    protected static readonly DequeueOptions Waiting = new() { Wait = Patience };

    protected IJobQueue Queue => Store.Queue;

    protected async Task<JobLease> LeaseAsync(string queue = "q", TimeSpan? timeout = null)
    {
        var lease = await Queue.DequeueAsync(queue, new DequeueOptions { VisibilityTimeout = timeout ?? TimeSpan.FromSeconds(30) });
        Assert.That(lease, Is.Not.Null, "a job was expected to be ready");
        return lease!;
    }

    protected async Task AssertNothingReadyAsync(string queue = "q") =>
        Assert.That(await Queue.DequeueAsync(queue), Is.Null);

    protected async Task<JobState> StateAsync(string id) => (await Queue.GetAsync(id))!.State;

    protected static JsonElement Json(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    protected sealed record Work(string Name, int Size);
}
