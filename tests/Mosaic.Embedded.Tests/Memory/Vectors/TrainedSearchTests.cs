using Mosaic.Memory.Rows;
using Mosaic.Storage.Rows;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>Search by models that the store trains on each user's own texts.</summary>
public sealed class TrainedSearchTests
{
    private static readonly string[][] Themes =
    [
        ["sourdough", "oven", "crust", "flour", "loaf", "yeast"],
        ["trail", "summit", "boots", "ridge", "valley", "snow"],
        ["violin", "bow", "sonata", "strings", "concert", "tuning"],
    ];

    private string _path = "";

    [SetUp]
    public void NewPath() => _path = Path.Combine(Directory.CreateTempSubdirectory("mosaic-trained-").FullName, "app.mosaic");

    [TearDown]
    public void Clean() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Test]
    public async Task Few_texts_that_have_vectors_of_a_generator_are_searched_by_keywords_alone()
    {
        using var generator = new ConceptEmbedder();
        await using (var store = await MosaicEngine.OpenAsync(_path, new MosaicOptions { Embedder = generator }))
        {
            await Say(store, "ann", 20);
            await store.CatchUpVectorsAsync();
            Assert.That(Count(store, VectorKeys.Vector(0, [])) + Count(store, VectorKeys.Vector(1, [])), Is.EqualTo(20));
        }

        await using var again = await OpenAsync();
        await again.CatchUpVectorsAsync();

        Assert.That((await again.Memory.ForUser("ann").SearchAsync("yeast"))[0].Distance, Is.Null);
        Assert.That(Count(again, VectorKeys.Vector(0, [])) + Count(again, VectorKeys.Vector(1, [])), Is.Zero);
        Assert.That((await again.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task The_model_is_kept_and_made_again_when_the_texts_have_doubled()
    {
        string first;
        await using (var store = await OpenAsync())
        {
            await Say(store, "ann", 150);
            await store.CatchUpVectorsAsync();
            first = Model(store, "ann");
        }

        await using var again = await OpenAsync();
        await again.CatchUpVectorsAsync();
        Assert.That(Model(again, "ann"), Is.EqualTo(first));

        await Say(again, "ann", 100);
        await again.CatchUpVectorsAsync();
        Assert.That(Model(again, "ann"), Is.EqualTo(first));

        await Say(again, "ann", 60);
        await again.CatchUpVectorsAsync();
        Assert.That(Model(again, "ann"), Is.Not.EqualTo(first));
        Assert.That(Count(again, VectorKeys.Vector(0, [])) + Count(again, VectorKeys.Vector(1, [])), Is.EqualTo(310), "one of each text");
        Assert.That((await again.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task Each_user_has_a_model_of_their_own_and_forgetting_takes_it_away()
    {
        await using var store = await OpenAsync();
        await Say(store, "ann", 120);
        await store.Memory.Sessions.AppendManyAsync(Enumerable.Range(0, 120).Select(static i => Turn("bob", $"engine gearbox piston{i % 5}")));
        await store.CatchUpVectorsAsync();
        Assert.That(Model(store, "bob"), Is.Not.EqualTo(Model(store, "ann")));

        var report = await store.Memory.ForgetUserAsync("ann");

        Assert.That(report.Vectors, Is.EqualTo(120));
        Assert.That(store.Core.Rows.Get(VectorKeys.Corpus("ann")), Is.Null);
        Assert.That(Count(store, VectorKeys.Model("ann", 0)) + Count(store, VectorKeys.Model("ann", 1)), Is.Zero);
        Assert.That((await store.Memory.ForUser("bob").SearchAsync("gearbox"))[0].Distance, Is.Not.Null);
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task Nothing_that_is_forgotten_stays_in_the_files()
    {
        const string secret = "xylophonequartz";
        await using (var store = await OpenAsync())
        {
            await Say(store, "ann", 120);
            await store.Memory.Sessions.AppendManyAsync(Enumerable.Range(0, 30).Select(static i => Turn("ann", $"{secret} number {i}")));
            await Say(store, "bob", 120);
            await store.CatchUpVectorsAsync();
            await store.Memory.ForUser("ann").SearchAsync(secret);
            await store.Memory.ForgetUserAsync("ann");
        }

        var word = System.Text.Encoding.UTF8.GetBytes(secret);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(_path)!, "*", SearchOption.AllDirectories))
        {
            Assert.That((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(word), Is.Negative, file);
        }
    }

    private static async Task Say(MosaicEngine store, string user, int turns) =>
        await store.Memory.Sessions.AppendManyAsync(Enumerable.Range(0, turns).Select(i =>
        {
            var theme = Themes[i % Themes.Length];
            return Turn(user, $"{theme[i % 6]} {theme[i / 3 % 6]} {theme[i / 7 % 6]} {theme[i / 11 % 6]}") with { SessionId = $"of {user}, {theme[0]}" };
        }));

    private static SessionTurn Turn(string user, string text) => new() { UserId = user, SessionId = $"of {user}", Speaker = user, Content = text };

    private static string Model(MosaicEngine store, string user) => CorpusRow.Decode(store.Core.Rows.Get(VectorKeys.Corpus(user))).Model;

    private static int Count(MosaicEngine store, byte[] prefix) => store.Core.Rows.Scan(prefix, Keys.After(prefix), int.MaxValue, int.MaxValue).Rows.Count;

    private ValueTask<MosaicEngine> OpenAsync() => MosaicEngine.OpenAsync(_path, new MosaicOptions { Embedder = new MlNetEmbedder() });
}
