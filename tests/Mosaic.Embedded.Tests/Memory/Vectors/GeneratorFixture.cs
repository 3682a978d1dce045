using Microsoft.Extensions.AI;
using Mosaic.Storage.Rows;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>A file of its own for each test, and a generator.</summary>
public abstract class GeneratorFixture
{
    private protected static readonly SearchFilter Ann = new() { UserId = "ann" };

    private protected ConceptEmbedder Embedder { get; private set; } = new();
    private protected string Path { get; private set; } = "";

    [SetUp]
    public void NewPath()
    {
        Path = System.IO.Path.Combine(Directory.CreateTempSubdirectory("mosaic-vectors-").FullName, "app.mosaic");
        Embedder = new ConceptEmbedder();
    }

    [TearDown]
    public void Clean()
    {
        Embedder.Dispose();
        Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
    }

    private protected static Func<IReadOnlyList<string>, CancellationToken, Task<GeneratedEmbeddings<Embedding<float>>?>> Bad(
        Func<IReadOnlyList<string>, IEnumerable<Embedding<float>>> make) =>
        (texts, _) => Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>(texts.Any(static text => text.Contains("bad")) ? [.. make(texts)] : null);

    private protected static int Rows(MosaicEngine store, byte[] prefix) => store.Core.Rows.Scan(prefix, Keys.After(prefix), int.MaxValue, int.MaxValue).Rows.Count;

    private protected static async Task Store(MosaicEngine store)
    {
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "car", UserId = "ann", Content = "car" });
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "doctor", UserId = "ann", Content = "doctor" });
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "other", UserId = "ann", Content = "something else" });
    }

    private protected static async Task Fill(MosaicEngine store)
    {
        await Store(store);
        await store.CatchUpVectorsAsync();
    }

    /// <summary>Waits beyond failures that the background tries again.</summary>
    private protected static async Task RetryAsync(MosaicEngine store, Task? before = null)
    {
        await (before ?? Task.CompletedTask);
        while (true)
        {
            try
            {
                await store.CatchUpVectorsAsync();
                return;
            }
            catch (MosaicException exception) when (exception.IsTransient)
            {
            }
        }
    }

    private protected ValueTask<MosaicEngine> OpenAsync() => MosaicEngine.OpenAsync(Path, new MosaicOptions { Embedder = Embedder });

    private protected sealed record Note(string Id, string Text);
}
