using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Queue;

/// <summary>A worker whose store fails under it.</summary>
public sealed class JobWorkerFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_worker_that_cannot_go_on_says_so()
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder, new MosaicOptions());
        var worker = new JobWorker(store, "q").Handle("t", (_, _) =>
        {
            folder.Fails = static (what, _) => what is "sync" or "write";
            return ValueTask.CompletedTask;
        });
        worker.Start();
        await store.Queue.EnqueueAsync("q", "t");
        await Assert.CatchAsync<MosaicException>(() => worker.Completion.WaitAsync(Patience));
        await worker.DisposeAsync().AsTask().WaitAsync(Patience);
        folder.Fails = static (_, _) => false;
    }

    [Test]
    public async Task A_full_disk_is_waited_out()
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder, new MosaicOptions());
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var warnings = new List<string>();
        using var log = new WarningLog(text =>
        {
            warnings.Add(text);
            folder.BytesMax = long.MaxValue; // there is room again
            done.TrySetResult();
        });
        await using var worker = new JobWorker(store, "q", new JobWorkerOptions { LoggerFactory = log }).Handle<int, string>("t", (_, _, _) =>
        {
            folder.BytesMax = folder.BytesUsed;
            return ValueTask.FromResult(new string('y', 3_000_000));
        });
        worker.Start();
        var id = await store.Queue.EnqueueAsync("q", "t");
        await done.Task.WaitAsync(Patience);
        await worker.StopAsync().AsTask().WaitAsync(Patience);

        Assert.That((await store.Queue.GetAsync(id))!.State, Is.EqualTo(JobState.Completed));
        Assert.That(warnings, Has.Some.Contains("could not end a job"));
        Assert.That(worker.Completion.IsCompletedSuccessfully);
    }
}
