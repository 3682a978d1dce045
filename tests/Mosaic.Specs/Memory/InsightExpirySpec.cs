using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Insights that expire are not there any more, and stand before no others.</summary>
public abstract class InsightExpirySpec : MosaicSpec
{
    private IInsights Insights => Store.Memory.Insights;

    [Test]
    public async Task An_insight_is_there_until_it_expires()
    {
        var ends = Clock.GetUtcNow().AddHours(1);
        await Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "Ann is on holiday.", ExpiresAt = ends });
        await Insights.StoreAsync(new NewInsight { Id = "stays", UserId = "ann", Content = "Ann likes a holiday." });
        Assert.That((await Insights.GetAsync("i"))!.ExpiresAt, Is.EqualTo(ends));
        Assert.That(await Found("holiday"), Is.EquivalentTo(new[] { "i", "stays" }));

        Clock.SetUtcNow(ends);

        Assert.That(await Insights.GetAsync("i"), Is.Null);
        Assert.That(await Found("holiday"), Is.EqualTo(new[] { "stays" }));
        Assert.That((await ToListAsync(Insights.ListAsync("ann"))).Select(static insight => insight.Id), Is.EqualTo(new[] { "stays" }));
        Assert.That(async () => await Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "x", Supersedes = "i" }), Throws.TypeOf<ConflictException>());
        await Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "The id is free again." });
        Assert.That((await Insights.GetAsync("i"))!.ExpiresAt, Is.Null);
    }

    [Test]
    public async Task An_insight_is_found_behind_any_number_of_expired_ones()
    {
        var ends = Clock.GetUtcNow().AddSeconds(1);
        await Insights.StoreManyAsync(Enumerable.Range(0, 50_000).Select(_ => new NewInsight { UserId = "ann", Content = "bees bees bees", ExpiresAt = ends }));
        await Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "One word of bees among many others." });
        await Eventually(IsIndexed, "the index has followed");
        Clock.Advance(TimeSpan.FromSeconds(1)); // they are deleted later

        Assert.That(await Found("bees"), Is.EqualTo(new[] { "i" }));
    }

    private async Task<bool> IsIndexed()
    {
        try
        {
            return (await Found("others")).Any();
        }
        catch (MosaicException exception) when (exception.IsTransient)
        {
            return false;
        }
    }

    private async Task<IEnumerable<string>> Found(string query) =>
        (await Store.Memory.SearchAsync(query, 10, new SearchFilter { UserId = "ann" })).Select(static hit => hit.Id);
}
