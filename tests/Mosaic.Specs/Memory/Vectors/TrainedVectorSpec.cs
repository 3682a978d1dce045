using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>Search by models that the store trains on each user's own texts.</summary>
public abstract class TrainedVectorSpec : VectorSpec
{
    private static readonly string[][] Themes =
    [
        ["sourdough", "oven", "crust", "flour", "loaf", "yeast"],
        ["trail", "summit", "boots", "ridge", "valley", "snow"],
        ["violin", "bow", "sonata", "strings", "concert", "tuning"],
    ];

    [Test]
    public async Task A_text_is_found_that_shares_no_word_with_the_query()
    {
        await SayAsync("ann", 300);
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "hike", UserId = "ann", Content = "ridge valley snow" });
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "bread", UserId = "ann", Content = "crust flour loaf" });
        await Store.Memory.Insights.StoreAsync(new NewInsight { Id = "music", UserId = "ann", Content = "bow sonata strings" });
        await CatchUpAsync(Store);

        var hits = await Store.Memory.ForUser("ann").SearchAsync("yeast", 10, new SearchFilter { Kinds = [MemoryKind.Insight] });

        Assert.That(hits[0].Id, Is.EqualTo("bread"));
        Assert.That(hits[0].Distance, Is.LessThan(1));
    }

    [Test]
    public async Task Few_texts_are_searched_by_keywords_alone()
    {
        await SayAsync("ann", 20);
        await CatchUpAsync(Store);

        Assert.That((await Store.Memory.ForUser("ann").SearchAsync("yeast"))[0].Distance, Is.Null);
    }

    [Test]
    public async Task Few_texts_that_have_vectors_of_a_generator_are_searched_by_keywords_alone()
    {
        await ReopenAsync(options => options.Embedder = Embedder);
        await SayAsync("ann", 20);
        await CatchUpAsync(Store);
        Assert.That((await Store.Memory.ForUser("ann").SearchAsync("yeast"))[0].Distance, Is.Not.Null);

        await ReopenAsync();
        await CatchUpAsync(Store);

        Assert.That((await Store.Memory.ForUser("ann").SearchAsync("yeast"))[0].Distance, Is.Null);
        Assert.That((await Store.Memory.ForgetUserAsync("ann")).Vectors, Is.Zero);
    }

    [Test]
    public async Task Texts_that_come_later_have_vectors_of_the_same_model()
    {
        await SayAsync("ann", 150);
        await CatchUpAsync(Store);
        await ReopenAsync();
        await SayAsync("ann", 30);
        await CatchUpAsync(Store);

        Assert.That((await Store.Memory.ForUser("ann").SearchAsync("yeast"))[0].Distance, Is.Not.Null);
        Assert.That((await Store.Memory.ForgetUserAsync("ann")).Vectors, Is.EqualTo(180));
    }

    [Test]
    public async Task The_model_is_made_again_when_many_words_are_unknown()
    {
        await SayAsync("ann", 300);
        await CatchUpAsync(Store);
        Assert.That((await Store.Memory.ForUser("ann").SearchAsync("quasar")), Is.Empty);

        await Store.Memory.Sessions.AppendManyAsync(Enumerable.Range(0, 100).Select(static i => Turn("ann", $"quasar nebula pulsar{i % 7} telescope")));
        await CatchUpAsync(Store);

        Assert.That((await Store.Memory.ForUser("ann").SearchAsync("quasar"))[0].Distance, Is.Not.Null);
    }

    [Test]
    public async Task Each_user_has_a_model_of_their_own_and_forgetting_takes_it_away()
    {
        await SayAsync("ann", 120);
        await Store.Memory.Sessions.AppendManyAsync(Enumerable.Range(0, 120).Select(static i => Turn("bob", $"engine gearbox piston{i % 5}")));
        await CatchUpAsync(Store);
        Assert.That((await Store.Memory.ForUser("ann").SearchAsync("yeast"))[0].Distance, Is.Not.Null);

        var report = await Store.Memory.ForgetUserAsync("ann");

        Assert.That(report.Vectors, Is.EqualTo(120));
        Assert.That((await Store.Memory.ForUser("bob").SearchAsync("gearbox"))[0].Distance, Is.Not.Null);
        Assert.That(await Store.Memory.ForUser("ann").SearchAsync("yeast"), Is.Empty);
    }

    protected override MosaicOptions NewOptions() => new() { TimeProvider = Clock, Embedder = new MlNetEmbedder() };

    private static SessionTurn Turn(string user, string text) => new() { UserId = user, SessionId = $"of {user}", Speaker = user, Content = text };

    private async Task SayAsync(string user, int turns) =>
        await Store.Memory.Sessions.AppendManyAsync(Enumerable.Range(0, turns).Select(i =>
        {
            var theme = Themes[i % Themes.Length];
            return Turn(user, $"{theme[i % 6]} {theme[i / 3 % 6]} {theme[i / 7 % 6]} {theme[i / 11 % 6]}") with { SessionId = $"of {user}, {theme[0]}" };
        }));
}
