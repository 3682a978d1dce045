using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Index;

/// <summary>What is written while the index is opened for the first time.</summary>
public sealed class FirstSearchTests
{
    private static readonly string[] Texts = ["bees in the garden", "a garden with a pond", "bees and a pond", "no such thing"];

    [Test]
    public async Task What_was_written_before_the_index_was_there_counts_once()
    {
        await using var first = await MosaicEngine.OpenInMemoryAsync();
        await using var other = await MosaicEngine.OpenInMemoryAsync();
        foreach (var text in Texts)
        {
            await first.Memory.Insights.StoreAsync(new NewInsight { UserId = LocalUser.Id, Content = text });
            await other.Memory.SearchAsync("garden");
            await other.Memory.Insights.StoreAsync(new NewInsight { UserId = LocalUser.Id, Content = text });
        }

        Assert.That(await ScoresAsync(first), Is.EqualTo(await ScoresAsync(other)));
    }

    private static async Task<IEnumerable<(string Text, double Score)>> ScoresAsync(MosaicEngine store) =>
        (await store.Memory.SearchAsync("bees garden pond")).Select(static hit => (hit.Content, hit.Score)).Order();
}
