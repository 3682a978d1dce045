using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>Vectors of a store that is opened for reading only.</summary>
public sealed class ReadOnlyVectorTests : GeneratorFixture
{
    [Test]
    public async Task What_has_vectors_is_found_by_them_and_nothing_is_made_or_written()
    {
        await using (var store = await OpenAsync())
        {
            await Fill(store);
        }

        await using (var store = await MosaicEngine.OpenAsync(Path))
        {
            await store.Memory.Insights.StoreAsync(new NewInsight { Id = "later", UserId = "ann", Content = "a vehicle" });
        }

        var bytes = await File.ReadAllBytesAsync(Path);
        var made = Embedder.Texts;
        await using (var store = await MosaicEngine.OpenAsync(Path, new MosaicOptions { Embedder = Embedder, ReadOnly = true }))
        {
            await store.CatchUpVectorsAsync();

            Assert.That((await store.Memory.SearchAsync("automobile", 10, Ann)).Select(static hit => hit.Id), Is.EqualTo(new[] { "car" }));
            Assert.That((await store.Memory.SearchAsync("vehicle", 10, Ann)).Select(static hit => hit.Id), Is.EquivalentTo(new[] { "car", "later" }));
            Assert.That(Embedder.Texts - made, Is.EqualTo(3), "the text that tells the dimensions, and two queries");
        }

        Assert.That(await File.ReadAllBytesAsync(Path), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Vectors_of_another_model_are_left_as_they_are_and_keywords_answer()
    {
        await using (var store = await OpenAsync())
        {
            await Fill(store);
        }

        using var other = new ConceptEmbedder("others", 16);
        await using var again = await MosaicEngine.OpenAsync(Path, new MosaicOptions { Embedder = other, ReadOnly = true });

        Assert.That((await again.Memory.SearchAsync("car", 10, Ann)).Select(static hit => (hit.Id, hit.Distance)), Is.EqualTo(new[] { ("car", (double?)null) }));
        Assert.That(await again.Memory.SearchAsync("automobile", 10, Ann), Is.Empty);
    }
}
