using Microsoft.Extensions.AI;
using Mosaic.Backends;
using Mosaic.Memory.Rows;
using Mosaic.Storage.Rows;
using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>Search by the vectors of an application's own generator.</summary>
public sealed class GeneratorSearchTests : GeneratorFixture
{
    [Test]
    public async Task Vectors_of_another_model_are_made_anew_and_not_compared()
    {
        await using (var store = await OpenAsync())
        {
            await Fill(store);
        }

        await using var again = await MosaicEngine.OpenAsync(Path, new MosaicOptions { Embedder = new ConceptEmbedder("others", 16) });
        await again.CatchUpVectorsAsync();

        Assert.That((await again.Memory.SearchAsync("automobile", 10, Ann))[0].Id, Is.EqualTo("car"));
        Assert.That(Rows(again, VectorKeys.Vector(0, [])) + Rows(again, VectorKeys.Vector(1, [])), Is.EqualTo(3), "those of the old model are gone");
        Assert.That((await again.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task What_is_forgotten_leaves_no_vector_and_no_state()
    {
        await using var store = await OpenAsync();
        await Fill(store);
        await store.Memory.Sessions.AppendAsync(new SessionTurn { Id = "t", UserId = "ann", SessionId = "s", Speaker = "Ann", Content = "physician" });
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "bobs", UserId = "bob", Content = "vehicle" });
        await store.CatchUpVectorsAsync();

        var report = await store.Memory.ForgetUserAsync("ann");

        Assert.That(report, Is.EqualTo(new ForgetReport(0, 3, 1, 4, report.NotReached)));
        await store.CatchUpVectorsAsync();
        Assert.That(Rows(store, VectorKeys.Vector(0, [])) + Rows(store, VectorKeys.Vector(1, [])), Is.EqualTo(1), "Bob's");
        Assert.That(Rows(store, VectorKeys.Corpora()), Is.EqualTo(1));
        Assert.That(Rows(store, Keys.Of(RowTable.TextModel)), Is.EqualTo(1));
        Assert.That((await store.Memory.ForUser("bob").SearchAsync("car"))[0].Id, Is.EqualTo("bobs"));
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }
}
