using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Specs;

/// <summary>Opens each store as a folder of files; afterwards the files alone must say what the store said.</summary>
internal sealed class FolderBackend
{
    private readonly Stack<(TemporaryFolder Place, TimeProvider Clock)> _folders = [];

    public async ValueTask<IMosaic> OpenAsync(MosaicOptions? options)
    {
        options ??= new MosaicOptions();
        _folders.Push((new TemporaryFolder(), options.TimeProvider));
        return new FolderMosaic(await FolderDocumentStore.OpenAsync(Files, Options("index", options.TimeProvider, options)));
    }

    public async Task CheckAndDeleteAsync()
    {
        while (_folders.TryPeek(out var folder))
        {
            await using (var index = await FolderDocumentStore.OpenAsync(Files, Options("index", folder.Clock)))
            await using (var anew = await FolderDocumentStore.OpenAsync(Files, Options("another", folder.Clock)))
            {
                Assert.That(await ReadAsync(anew), Is.EqualTo(await ReadAsync(index)));
                Assert.That(Directory.EnumerateFiles(Files, "*.tmp", SearchOption.AllDirectories), Is.Empty);
            }

            _folders.Pop().Place.Dispose();
        }
    }

    private string Files => Path.Combine(_folders.Peek().Place.Path, "files");

    private FolderOptions Options(string index, TimeProvider clock, MosaicOptions? options = null) => new()
    {
        IndexPath = Path.Combine(_folders.Peek().Place.Path, index, "index.mosaic"),
        TimeProvider = clock,
        Json = (options ?? new MosaicOptions()).Json,
        Durability = Durability.Relaxed,
        Watch = false,
    };

    private static async Task<List<string>> ReadAsync(FolderDocumentStore store)
    {
        var all = new List<string>();
        await foreach (var collection in store.ListCollectionsAsync())
        {
            await foreach (var document in store.FindJsonAsync(collection))
            {
                all.Add($"{collection}/{document.Id}: {Convert.ToHexString(document.Value.Span)}");
            }
        }

        return all;
    }
}
