using Microsoft.Extensions.Logging.Abstractions;
using Mosaic.Embedded.Tests.Crash.PowerCut;
using Mosaic.Storage;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Crash;

/// <summary>States that a power cut left and that once went wrong, each constructed.</summary>
public sealed class RecoveryTests
{
    private const string Path = "s.mosaic";
    private SimulatedDisk _disk = new(1);

    [SetUp]
    public void SetUp() => _disk = new SimulatedDisk(1);

    [Test]
    public async Task A_cursor_at_the_last_unit_is_still_good_when_the_log_ended_with_a_full_table()
    {
        var limits = new StorageLimits { TableBytesMax = 1000 };
        var engine = Open(limits);
        await engine.Documents.CreateAsync("c", "1", new { id = "1", text = new string('x', 2000) });
        var cursor = await engine.Changes.GetHeadAsync();
        await CutAsync(engine);

        await using var reopened = Open(limits);

        Assert.That(await reopened.Changes.GetHeadAsync(), Is.EqualTo(cursor));
    }

    private MosaicEngine Open(StorageLimits? limits = null, MosaicOptions? options = null) =>
        MosaicEngine.Open(new StorePaths(Path), _disk, options ?? new MosaicOptions(), NullLogger.Instance, locked: false, limits);

    private async Task CutAsync(MosaicEngine engine)
    {
        _disk.Cut();
        try
        {
            await engine.DisposeAsync();
        }
        catch (IOException)
        {
        }

        _disk = _disk.Survive();
    }
}
