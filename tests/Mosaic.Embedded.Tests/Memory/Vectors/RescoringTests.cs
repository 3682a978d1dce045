using System.Globalization;
using Microsoft.Extensions.AI;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>What the scan of bytes finds is ranked by the floats of the file.</summary>
public sealed class RescoringTests : GeneratorFixture
{
    private const int Texts = 300;
    private const double Step = .01; // radians; bytes do not tell neighbours apart

    [Test]
    public async Task Hits_are_in_the_order_of_their_floats_and_tell_the_distance_of_those()
    {
        Embedder.Instead = Turned;
        await using var store = await OpenAsync();
        await store.Memory.Insights.StoreManyAsync(Shuffled().Select(static i => new NewInsight { Id = $"{i}", UserId = "ann", Content = $"text {i}" }));
        await store.CatchUpVectorsAsync();

        var hits = await store.Memory.SearchAsync("query 0", 50, Ann with { Kinds = [MemoryKind.Insight] });

        Assert.That(hits.Skip(1).Select(static hit => hit.Id), Is.EqualTo(Enumerable.Range(1, 49).Select(static i => $"{i}")), "the first has the word 0");
        foreach (var hit in hits)
        {
            Assert.That(hit.Distance, Is.EqualTo(1 - Math.Cos(Number(hit.Id) * Step)).Within(1e-6), hit.Id);
        }
    }

    [Test]
    public async Task A_hit_of_keywords_tells_the_distance_of_floats_however_far_it_is()
    {
        Embedder.Instead = Turned;
        await using var store = await OpenAsync();
        await store.Memory.Sessions.AppendManyAsync(Shuffled().Select(static i => new SessionTurn
        {
            Id = $"{i}", SessionId = "s", UserId = "ann", Speaker = "Ann", Content = i == 299 ? "far 299" : $"text {i}",
        }));
        await store.CatchUpVectorsAsync();

        var hits = await store.Memory.SearchAsync("far 0", 300, Ann);

        Assert.That(hits.Select(static hit => hit.Distance!.Value), Is.EqualTo(hits.Select(static hit => 1 - Math.Cos(Number(hit.Id) * Step))).Within(1e-6));
        Assert.That(hits.Select(static hit => hit.Id), Does.Contain("299"));
    }

    [Test]
    public async Task A_smaller_limit_answers_the_beginning_of_what_a_larger_one_does()
    {
        Embedder.Instead = Turned;
        await using var store = await OpenAsync();
        await store.Memory.Insights.StoreManyAsync(Shuffled().Select(static i => new NewInsight
        {
            Id = $"{i}", UserId = "ann", Content = $"{string.Concat(Enumerable.Repeat("query ", 1 + (i % 7)))}{string.Concat(Enumerable.Repeat("word ", i % 11))}{i}",
        }));
        await store.CatchUpVectorsAsync();
        var all = await store.Memory.SearchAsync("query 0", 300, Ann);

        foreach (var limit in new[] { 1, 10, 60, 99, 101, 150, 240, 299 })
        {
            var hits = await store.Memory.SearchAsync("query 0", limit, Ann);

            Assert.That(hits.Select(static hit => hit.Id), Is.EqualTo(all.Take(limit).Select(static hit => hit.Id)), $"limit {limit}");
        }
    }

    private static IEnumerable<int> Shuffled() => Enumerable.Range(0, Texts).Select(static i => i * 77 % Texts); // 77 and 300 have no common divisor

    private static int Number(string text) => int.Parse(text.Split(' ')[^1], CultureInfo.InvariantCulture);

    /// <summary>A text with the number n is n steps away from the one with 0.</summary>
    private static Task<GeneratedEmbeddings<Embedding<float>>?> Turned(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        Task.FromResult<GeneratedEmbeddings<Embedding<float>>?>([.. texts.Select(static text =>
        {
            var angle = text == "text" ? 0 : .6 + (Number(text) * Step);
            return new Embedding<float>(new float[] { (float)Math.Cos(angle), (float)Math.Sin(angle), 0, 0, 0, 0, 0, 0 });
        })]);
}
