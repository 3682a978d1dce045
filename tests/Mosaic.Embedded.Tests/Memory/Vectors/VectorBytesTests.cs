using Mosaic.Memory.Rows;
using Mosaic.Memory.Vectors;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>What vectors take in memory.</summary>
public sealed class VectorBytesTests : GeneratorFixture
{
    private const int OfOne = 8 + 160; // eight dimensions, and what the key takes

    [Test]
    public async Task The_bound_holds_while_a_user_that_was_searched_goes_on_storing()
    {
        await using var store = await MosaicEngine.OpenAsync(Path, new MosaicOptions { Embedder = Embedder, VectorBytes = 100 * OfOne });
        await StoreAsync(store, "ann", 40);
        await StoreAsync(store, "bob", 40);
        await store.Memory.SearchAsync("car", 10, Ann);
        await store.Memory.ForUser("bob").SearchAsync("car");
        Assert.That(store.Vectors!.Bytes, Is.EqualTo(80 * OfOne));

        await StoreAsync(store, "ann", 40);
        Assert.That(store.Vectors.Bytes, Is.EqualTo(40 * OfOne), "Ann's were searched longest ago");

        await StoreAsync(store, "bob", 80);
        Assert.That(store.Vectors.Bytes, Is.EqualTo(120 * OfOne), "the last one searched stays");
        Assert.That((await store.Memory.SearchAsync("automobile", 10, Ann)).Count, Is.EqualTo(10));
        Assert.That(store.Vectors.Bytes, Is.EqualTo(80 * OfOne));
    }

    [Test]
    public void Places_of_texts_that_are_gone_are_given_to_others()
    {
        var vectors = new CorpusVectors(new CorpusRow { Model = "m", Dimensions = 8 });
        for (var i = 0; i < 10_000; i++)
        {
            vectors.Put(Text(i), Embedder.Vector("car"));
            vectors.Put(Text(i - 10), null);
        }

        Assert.That(vectors.Bytes, Is.LessThan(20 * OfOne));
        Assert.That(vectors.Top(vectors.Score(Embedder.Vector("car")), 100, static _ => true).Select(static found => MemoryKeys.Id(found.Text)),
            Is.EquivalentTo(Enumerable.Range(9_990, 10).Select(static i => $"{i}")));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_text_that_took_a_place_since_has_not_the_score_of_the_one_before(bool isTurn)
    {
        var vectors = new CorpusVectors(new CorpusRow { Model = "m", Dimensions = 8 });
        vectors.Put(MemoryKeys.Turn("s", 1), isTurn ? Embedder.Vector("doctor") : null);
        vectors.Put(Text(1), Embedder.Vector("car"));
        var scores = vectors.Score(Embedder.Vector("car"));

        vectors.Put(Text(1), null);
        vectors.Put(Text(2), Embedder.Vector("doctor"));

        Assert.That(vectors.Find(scores, Text(1)), Is.Null);
        Assert.That(vectors.Find(scores, Text(2))?.Similarity ?? 0, Is.Zero);
        Assert.That(vectors.Top(scores, 10, static _ => true).Where(static found => found.Worth > .1f), Is.Empty);
    }

    private static byte[] Text(int number) => MemoryKeys.Insight($"{number}");

    private static async Task StoreAsync(MosaicEngine store, string user, int texts)
    {
        await store.Memory.Insights.StoreManyAsync(Enumerable.Range(0, texts).Select(i => new NewInsight { UserId = user, Content = $"car {i}" }));
        await store.CatchUpVectorsAsync();
    }
}
