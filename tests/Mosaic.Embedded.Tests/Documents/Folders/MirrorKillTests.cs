using System.Globalization;
using System.Text.Json;
using Mosaic.CrashHost;
using Mosaic.Embedded.Tests.Crash;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>SIGKILL of a process that edits both sides of a mirror, each document on one side only.</summary>
public sealed class MirrorKillTests
{
    [Test]
    public async Task After_a_kill_every_acknowledged_edit_is_on_both_sides_and_nothing_clashes()
    {
        using var place = new TemporaryFolder();
        var random = new Random(LongTests.Seed);
        await TestContext.Out.WriteLineAsync($"seed {LongTests.Seed}");
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        var edits = 0;
        for (var kill = 0; kill < (LongTests.Wanted ? 50 : 4); kill++)
        {
            edits += await EditAsync(place.Path, last, random.Next(20, 400));
            await using var folder = await MirrorPlace.OpenFolderAsync(place.Path);
            await using var store = await MosaicEngine.OpenAsync(MirrorPlace.StoreIn(place.Path));
            using (var mirror = new FolderMirror(folder, store, new FolderMirrorOptions { Prefix = MirrorPlace.Prefix }))
            {
                Assert.That((await mirror.SyncAsync()).Clashes, Is.Zero);
                Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(0, 0, 0)));
            }

            foreach (var (id, number) in last)
            {
                var inFile = await NumberAsync(folder, MirrorPlace.Collection, id);
                var inStore = await NumberAsync(store.Documents, MirrorPlace.Prefix + MirrorPlace.Collection, id);
                Assert.That(inFile, Is.EqualTo(inStore).And.GreaterThanOrEqualTo(number), $"{id}, kill {kill}");
            }

            Assert.That(await folder.CountAsync(MirrorPlace.Collection), Is.InRange(last.Count, last.Count + 1)); // no copies beside
        }

        await TestContext.Out.WriteLineAsync($"{edits} edits acknowledged, 0 lost");
    }

    private static async Task<int> EditAsync(string root, Dictionary<string, int> last, int edits)
    {
        using var host = HostProcess.Start(["mirror", root, ((last.Count == 0 ? 0 : last.Values.Max()) + 1000).ToString(CultureInfo.InvariantCulture)]);
        var count = 0;
        while (await host.ReadAsync() is { } line)
        {
            var parts = line.Split(' ');
            last[parts[0]] = int.Parse(parts[1], CultureInfo.InvariantCulture);
            if (++count == edits)
            {
                host.Kill();
            }
        }

        await host.ExitAsync();
        Assert.That(count, Is.GreaterThanOrEqualTo(edits), "the host ended by itself");
        return count;
    }

    private static async Task<int> NumberAsync(IDocumentStore documents, string collection, string id) =>
        (await documents.ReadAsync<JsonElement>(collection, id)).GetProperty("number").GetInt32();
}
