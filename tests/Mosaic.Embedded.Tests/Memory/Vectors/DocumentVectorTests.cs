using Mosaic.Memory.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>Vectors of documents whose text goes while the document stays.</summary>
public sealed class DocumentVectorTests : GeneratorFixture
{
    [TestCase("""{"id":"n","text":null}""")]
    [TestCase("""{"id":"n"}""")]
    [TestCase("""{"id":"n","text":7}""")]
    [TestCase("""{"id":"n","text":""}""")]
    public async Task A_document_that_loses_its_text_loses_its_vector(string json)
    {
        await using var store = await OpenAsync();
        await store.Documents.EnsureTextIndexAsync("notes", ["text"]);
        await store.Documents.CreateAsync("notes", new Note("n", "glad"));
        await store.Documents.CreateAsync("notes", new Note("other", "house"));
        await store.CatchUpVectorsAsync();
        await store.Memory.SearchAsync("happy", 10, Ann);
        Assert.That(Vectors(store), Is.EqualTo(2));

        await store.Documents.PutJsonAsync("notes", "n", System.Text.Encoding.UTF8.GetBytes(json));
        await store.CatchUpVectorsAsync();

        Assert.That(Vectors(store), Is.EqualTo(1));
        Assert.That(store.Vectors!.Bytes, Is.EqualTo(8 + 160 + 32), "one vector, and a place for another");
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task A_document_that_loses_its_text_while_there_is_no_embedder_loses_its_vector()
    {
        await using (var store = await OpenAsync())
        {
            await store.Documents.EnsureTextIndexAsync("notes", ["text"]);
            await store.Documents.CreateAsync("notes", new Note("n", "glad"));
            await store.CatchUpVectorsAsync();
        }

        await using (var store = await MosaicEngine.OpenAsync(Path))
        {
            await store.Documents.PutJsonAsync("notes", "n", """{"id":"n"}"""u8.ToArray());
        }

        await using var again = await OpenAsync();
        await again.CatchUpVectorsAsync();

        Assert.That(Vectors(again), Is.Zero);
        Assert.That((await again.CheckAsync()).Problems, Is.Empty);
    }

    private static int Vectors(MosaicEngine store) => Rows(store, VectorKeys.Vector(0, [])) + Rows(store, VectorKeys.Vector(1, []));
}
