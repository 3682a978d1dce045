using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory;

/// <summary>Ranking apart from any storage agrees with what the store answers.</summary>
public sealed class TextScorerTests
{
    private static readonly string[] Vocabulary = ["tea", "cake", "oats", "milk", "lemon", "river", "bridge", "boat", "the", "of"];

    [Test]
    public async Task It_ranks_documents_as_the_store_does()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string[] texts = [.. Enumerable.Range(0, 300).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(1, 30)).Select(_ => Vocabulary[random.Next(Vocabulary.Length)])))];
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await store.Documents.EnsureTextIndexAsync("texts", ["text"]);
        await store.Documents.CreateManyAsync("texts", texts.Select(static (text, number) => new { id = $"{number}", text }));

        foreach (var query in new[] { "tea", "cake of lemons", "The river boat, a bridge", "milk oats tea" })
        {
            var expected = (await store.Memory.SearchAsync(query, 1000)).ToDictionary(static hit => hit.Id, static hit => hit.Score);
            var ranked = Rank(texts, query).Top(1000);

            Assert.That(ranked.Select(static text => $"{text.Text}"), Is.EquivalentTo(expected.Keys), query);
            Assert.That(ranked.Select(static text => text.Score), Is.Ordered.Descending);
            foreach (var text in ranked)
            {
                // The index keeps the root of a length in a byte, an eighth of it exact.
                Assert.That(text.Score, Is.EqualTo(expected[$"{text.Text}"]).Within(30).Percent, query);
            }
        }
    }

    [Test]
    public void Weights_limits_and_equal_scores()
    {
        var scorer = new TextScorer(10, 100);
        scorer.AddWord([new TextPosting(1, 1, 10), new TextPosting(2, 1, 10), new TextPosting(3, 2, 10)]);
        scorer.AddWord([new TextPosting(1, 1, 10)], 0);

        Assert.That(scorer.Top(10).Select(static text => text.Text), Is.EqualTo(new[] { 3, 2, 1 }));
        Assert.That(scorer.Top(1, static text => text != 3).Select(static text => text.Text), Is.EqualTo(new[] { 2 }));
        Assert.That(scorer.Top(0), Is.Empty);
        Assert.That(new TextScorer(0, 0).Top(5), Is.Empty);
        Assert.That(static () => new TextScorer(-1, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void The_chain_tells_terms_their_places_and_what_they_are()
    {
        Assert.That(TextAnalysis.OfText("The Cafés: 绿茶"), Is.EqualTo(new[]
        {
            new TextTerm("the", 0, 3, true, false),
            new TextTerm("cafe", 4, 5, false, false),
            new TextTerm("绿", 11, 1, false, false),
            new TextTerm("绿茶", 11, 2, false, true),
            new TextTerm("茶", 12, 1, false, false),
        }));
        Assert.That(TextAnalysis.OfQuery("The 绿茶, the").Select(static term => term.Term), Is.EqualTo(new[] { "the", "绿茶", "the" }));
        Assert.That(TextAnalysis.QueryTermsOf("The 绿茶, the"), Is.EqualTo(new[] { "绿茶" }));
        Assert.That(TextAnalysis.OfText("\ud800 \udc00a\u0000"), Has.Count.LessThanOrEqualTo(1));
    }

    private static TextScorer Rank(string[] texts, string query)
    {
        var terms = Array.ConvertAll(texts, static text => TextAnalysis.OfText(text).Select(static term => term.Term).ToList());
        var scorer = new TextScorer(texts.Length, terms.Sum(static text => text.Count));
        foreach (var word in TextAnalysis.QueryTermsOf(query))
        {
            scorer.AddWord([.. terms.Index().Where(text => text.Item.Contains(word))
                .Select(text => new TextPosting(text.Index, text.Item.Count(term => term == word), text.Item.Count))]);
        }

        return scorer;
    }
}
