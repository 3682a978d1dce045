using System.Text;
using System.Text.Json;
using Mosaic.Documents;
using Mosaic.Storage.Commit;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests;

/// <summary>
/// What a write costs in bytes and pages written and in bytes allocated, the checkpoint of it included: counts, not times, so that
/// a change that makes writes dearer fails on any machine. The bounds stand about a quarter above what was measured.
/// </summary>
public sealed class LogCostTests
{
    private const string Collection = "notes";
    private const int DocumentBytes = 300;
    private const int Operations = 4_096;

    [Test]
    public async Task An_insert_alone_costs_a_frame()
    {
        await using var store = await OpenAsync();
        var ids = Ids();

        await AssertCostAsync(store, "insert, one caller", 1, 685, 0.075, 12_500, async () =>
        {
            foreach (var id in ids)
            {
                await PutAsync(store, id, 'x');
            }
        });
    }

    [TestCase(32)]
    [TestCase(128)]
    public async Task Inserts_that_wait_together_share_a_frame(int callers)
    {
        await using var store = await OpenAsync();
        var groups = Ids().Chunk(callers).ToList();

        await AssertCostAsync(store, $"insert, {callers} callers at once", 1.0 / callers, 615, 0.075, 12_000, async () =>
        {
            foreach (var group in groups)
            {
                await TogetherAsync(store, group);
            }
        });
    }

    [Test]
    public async Task A_batch_is_one_frame()
    {
        await using var store = await OpenAsync();
        var batches = Ids().Chunk(1_024).Select(static ids => ids.Select(static id => JsonElement.Parse(Json(id, 'x'))).ToList()).ToList();

        await AssertCostAsync(store, "insert, 1,024 in a unit", 1.0 / 1_024, 565, 0.07, 9_400, async () =>
        {
            foreach (var batch in batches)
            {
                await store.Documents.CreateManyAsync(Collection, batch);
            }
        });
    }

    [Test]
    public async Task An_update_costs_its_frame_and_the_journal_of_its_page()
    {
        await using var store = await OpenAsync();
        var ids = Ids();
        await TogetherAsync(store, ids);
        store.Core.Checkpoint();

        await AssertCostAsync(store, "update, one caller", 1, 1_160, 0.075, 8_400, async () =>
        {
            foreach (var id in ids)
            {
                await PutAsync(store, id, 'u');
            }
        });
    }

    private static async Task<MosaicEngine> OpenAsync()
    {
        var store = await MosaicEngine.OpenInMemoryAsync();
        await PutAsync(store, "first", 'f');
        store.Core.Checkpoint();
        return store;
    }

    private static async Task AssertCostAsync(
        MosaicEngine store, string what, double frames, double logBytesMax, double pagesMax, double allocatedMax, Func<Task> work)
    {
        var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        var (bytesBefore, framesBefore, pagesBefore) = (store.Core.Log!.BytesWritten, store.Core.Log.Frames, store.Core.Applier.PagesWritten);
        await work();
        store.Core.Checkpoint();

        var bytes = (double)(store.Core.Log.BytesWritten - bytesBefore) / Operations;
        var pages = (double)(store.Core.Applier.PagesWritten - pagesBefore) / Operations;
        var allocated = (double)(GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore) / Operations;
        await TestContext.Out.WriteLineAsync(
            $"{what}: {bytes:F1} log bytes, {pages:F4} data pages, {allocated:F0} bytes allocated each; at most {logBytesMax}, {pagesMax}, {allocatedMax}");
        Assert.Multiple(() =>
        {
            Assert.That(store.Core.Log.Frames - framesBefore, Is.EqualTo(frames * Operations).Within(0.001), "frames");
            Assert.That(bytes, Is.LessThanOrEqualTo(logBytesMax), "log bytes");
            Assert.That(pages, Is.LessThanOrEqualTo(pagesMax), "data pages");
            Assert.That(allocated, Is.LessThanOrEqualTo(allocatedMax), "allocated bytes");
        });
    }

    /// <summary>Holds the write loop until every write waits, so that all of them are one group.</summary>
    private static async Task TogetherAsync(MosaicEngine store, IReadOnlyCollection<string> ids)
    {
        using var admitted = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var holding = Task.Run(async () => await store.Core.CommitAsync(
            new DelegateUnit<int>(_ =>
            {
                admitted.Set();
                release.Wait();
                return 0;
            }),
            CancellationToken.None));
        admitted.Wait();
        var writes = ids.Select(id => PutAsync(store, id, 'x')).ToList();
        release.Set();
        await holding;
        await Task.WhenAll(writes);
    }

    private static async Task PutAsync(MosaicEngine store, string id, char fill) =>
        await store.Documents.PutJsonAsync(Collection, id, Json(id, fill));

    private static List<string> Ids() => [.. Enumerable.Range(0, Operations).Select(static _ => OrderedId.Next(DateTimeOffset.UnixEpoch))];

    private static byte[] Json(string id, char fill)
    {
        var start = $$"""{"id":"{{id}}","text":""" + '"';
        return Encoding.UTF8.GetBytes(start + new string(fill, DocumentBytes - start.Length - 2) + "\"}");
    }
}
