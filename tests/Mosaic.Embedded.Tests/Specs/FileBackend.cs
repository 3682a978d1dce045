using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Specs;

/// <summary>Opens each store in a folder of its own; afterwards the file must be alone, and sound.</summary>
internal sealed class FileBackend
{
    private readonly Stack<TemporaryFolder> _folders = [];

    public async ValueTask<IMosaic> OpenAsync(MosaicOptions? options)
    {
        _folders.Push(new TemporaryFolder());
        return await MosaicEngine.OpenAsync(_folders.Peek().Store, options);
    }

    /// <summary>The last one again.</summary>
    public async ValueTask<IMosaic> OpenAgainAsync(MosaicOptions options) => await MosaicEngine.OpenAsync(_folders.Peek().Store, options);

    public async Task CheckAndDeleteAsync()
    {
        while (_folders.TryPop(out var folder))
        {
            using (folder)
            {
                Assert.That(folder.Files, Is.EqualTo(new[] { "app.mosaic" }));
                await using var reopened = await MosaicEngine.OpenAsync(folder.Store);
                var report = await reopened.CheckAsync();
                Assert.That(report.Problems, Is.Empty);
            }
        }
    }
}
