using System.Text;
using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>What is no document, no id or no collection is refused, and nothing is stored of it.</summary>
public abstract class DocumentBadInputSpec : MosaicSpec
{
    [TearDown]
    public async Task The_store_takes_the_next_write()
    {
        await Documents.CreateAsync("after", new Note { Id = "ok" });
        Assert.That(await Documents.CountAsync("after"), Is.EqualTo(1));
        Assert.That(await Documents.CountAsync("notes"), Is.Zero);
    }

    [Test]
    public void An_id_of_more_than_512_bytes_is_refused() => Refused(Documents.CreateAsync("notes", new Note { Id = new string('x', 513) }).AsTask());

    [Test]
    public async Task An_id_of_512_bytes_is_kept()
    {
        var id = new string('\u00e9', 256);
        await Documents.CreateAsync("other", new Note { Id = id, Title = "long" });

        Assert.That((await Documents.ReadAsync<Note>("other", id))!.Title, Is.EqualTo("long"));
        Assert.That(await Documents.DeleteAsync("other", id), Is.True);
    }

    [Test]
    public void An_empty_id_is_refused() => Refused(Documents.CreateAsync("notes", new Note { Id = "" }).AsTask());

    [Test]
    public void An_id_with_U0000_is_refused() => Refused(Documents.CreateAsync("notes", new Note { Id = "a\0b" }).AsTask());

    [Test]
    public void A_lone_surrogate_in_an_id_is_refused() => Refused(Documents.CreateAsync("notes", "a\ud800", new Note()).AsTask());

    [Test]
    public void A_lone_surrogate_in_a_text_is_refused() => Refused(Documents.CreateAsync("notes", new Note { Title = "a\udc00b" }).AsTask());

    [Test]
    public void An_escaped_lone_surrogate_in_raw_JSON_is_refused() => Refused(PutJson("""{"a":"\ud800"}"""));

    [Test]
    public void A_document_over_16_MB_is_refused() => Refused(Documents.CreateAsync("notes", new Note { Title = new string('x', 16_000_001) }).AsTask());

    [Test]
    public void A_depth_over_100_is_refused() => Refused(PutJson($$"""{"a":{{new string('[', 100)}}{{new string(']', 100)}}}"""));

    [Test]
    public async Task A_depth_of_100_is_kept()
    {
        var json = $$"""{"a":{{new string('[', 99)}}{{new string(']', 99)}}}""";
        await Documents.PutJsonAsync("other", "d", Encoding.UTF8.GetBytes(json));

        Assert.That(Encoding.UTF8.GetString((await Documents.GetJsonAsync("other", "d"))!.Value.Span), Is.EqualTo(json));
    }

    [Test]
    public void NaN_is_refused() => Refused(Documents.CreateAsync("notes", new { a = double.NaN }).AsTask());

    [Test]
    public void Infinity_is_refused() => Refused(Documents.CreateAsync("notes", new { a = double.PositiveInfinity }).AsTask());

    [TestCase("""{"a":1,"a":2}""")]
    [TestCase("""{"a":1,"\u0061":2}""")]
    [TestCase("""{"b":{"x":[{"c":1,"c":1}]}}""")]
    public void Duplicate_keys_are_refused(string json) => Refused(PutJson(json));

    [TestCase("")]
    [TestCase("{")]
    [TestCase("{} {}")]
    [TestCase("{\"a\":1,}")]
    [TestCase("{\"a\":01}")]
    [TestCase("{\"a\":NaN}")]
    [TestCase("// {}\n{}")]
    [TestCase("\uFEFF{}")]
    public void What_is_not_JSON_is_refused(string json) => Refused(PutJson(json));

    [Test]
    public void Another_id_in_raw_JSON_is_refused() => Refused(PutJson("""{"id":"other"}"""));

    [Test]
    public void Bytes_that_are_not_UTF8_are_refused() => Refused(Documents.PutJsonAsync("notes", "j", new byte[] { (byte)'{', (byte)'"', 0xC3, (byte)'"', (byte)':', (byte)'1', (byte)'}' }).AsTask());

    [Test]
    public void A_value_that_is_no_object_is_refused()
    {
        Refused(Documents.CreateAsync("notes", 5).AsTask());
        Refused(Documents.CreateAsync("notes", new[] { 1, 2 }).AsTask());
        Refused(Documents.CreateAsync("notes", "n1", "text").AsTask());
    }

    [Test]
    public void A_null_document_is_refused() => Assert.That(async () => await Documents.CreateAsync<Note>("notes", null!), Throws.InstanceOf<ArgumentNullException>());

    [TestCase("")]
    [TestCase("a\nb")]
    public void A_bad_collection_name_is_refused(string collection) => Refused(Documents.CreateAsync(collection, new Note()).AsTask());

    [Test]
    public void A_lone_surrogate_in_a_collection_name_is_refused() => Refused(Documents.CreateAsync("a\ud800", new Note()).AsTask());

    [Test]
    public void A_collection_name_over_128_bytes_is_refused() => Refused(Documents.CreateAsync(new string('c', 129), new Note()).AsTask());

    [Test]
    public void Nulls_are_refused_by_name()
    {
        Assert.That(async () => await Documents.CreateAsync(null!, new Note()), Throws.InstanceOf<ArgumentNullException>());
        Assert.That(async () => await Documents.ReadAsync<Note>("notes", null!), Throws.InstanceOf<ArgumentNullException>());
        Assert.That(async () => await Documents.PutAsync("notes", "n", new Note(), null!), Throws.InstanceOf<ArgumentNullException>());
        Assert.That(async () => await Documents.UpdateAsync<Note>("notes", "n", null!), Throws.InstanceOf<ArgumentNullException>());
        Assert.That(async () => await Documents.FindOneAsync<Note>("notes", null!), Throws.InstanceOf<ArgumentNullException>());
        Assert.That(async () => await Documents.CreateManyAsync<Note>("notes", null!), Throws.InstanceOf<ArgumentNullException>());
        Assert.That(async () => await Documents.DeleteManyAsync("notes", null!), Throws.InstanceOf<ArgumentNullException>());
        Assert.That(async () => await Store.TransactAsync(null!), Throws.InstanceOf<ArgumentNullException>());
    }

    [Test]
    public async Task One_bad_document_fails_alone_beside_others_writers()
    {
        var writes = new List<Task<bool>>();
        for (var i = 0; i < 200; i++)
        {
            var document = new Note { Id = i % 5 == 4 ? "taken" : $"n{i:000}" };
            writes.Add(Task.Run(async () =>
            {
                try
                {
                    await Documents.CreateAsync("other", document);
                    return true;
                }
                catch (DuplicateKeyException)
                {
                    return false;
                }
            }));
        }

        Assert.That((await Task.WhenAll(writes)).Count(static written => written), Is.EqualTo(161));
        Assert.That(await Documents.CountAsync("other"), Is.EqualTo(161));
    }

    private Task PutJson(string json) => Documents.PutJsonAsync("notes", "j", Encoding.UTF8.GetBytes(json)).AsTask();

    private static void Refused(Task write) => Assert.That(async () => await write, Throws.TypeOf<InvalidDocumentException>());
}
