using System.Text;
using Mosaic.Sync.Tests.Specs;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Documents;

/// <summary>Documents that PostgreSQL's own types could not hold as they are, and that its indexes could not.</summary>
public sealed class StoredDocumentTests
{
    private IMosaic store = null!;

    [OneTimeSetUp]
    public async Task Open() => store = await PostgresBackend.OpenAsync(null);

    [OneTimeTearDown]
    public async Task Close()
    {
        if (store is not null)
        {
            await store.DisposeAsync();
        }
    }

    [TestCase("""{"a":"\u0000","b":"x\u0000\u0001y"}""")]
    [TestCase("""{"\u0000":1,"":2}""")]
    [TestCase("""{ "z" : 1.10, "a" : -0, "b" : 1e400, "c" : 12345678901234567890123456789012345678901234567890.5 }""")]
    [TestCase("""["😀","\ud83d\ude00","\u00e9"]""")]
    [TestCase("\"\\u0000\"")]
    [TestCase("null")]
    [TestCase("-0.0")]
    public async Task Its_bytes_come_back_as_they_were(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        await store.Documents.PutJsonAsync("exact", "one", bytes);
        await store.Documents.PutJsonManyAsync("exact", [KeyValuePair.Create("many", (ReadOnlyMemory<byte>)bytes)]);
        var thousands = Enumerable.Range(0, 2_500).Select(i => KeyValuePair.Create($"copied{i:0000}", (ReadOnlyMemory<byte>)bytes));
        await store.Documents.PutJsonManyAsync("exact", thousands);
        await store.Documents.PutJsonManyAsync("exact", thousands);

        foreach (var id in (string[])["one", "many", "copied0000", "copied2499"])
        {
            Assert.That((await store.Documents.GetJsonAsync("exact", id))!.Value.ToArray(), Is.EqualTo(bytes), id);
        }
    }

    [Test]
    public async Task Text_with_a_zero_is_found_by_its_filter()
    {
        await store.Documents.PutJsonAsync("zero", "a", """{"s":"x\u0000y"}"""u8.ToArray());
        await store.Documents.PutJsonAsync("zero", "b", """{"s":"xy"}"""u8.ToArray());

        Assert.That(await store.Documents.CountAsync("zero", Filter.Eq("s", "x\0y")), Is.EqualTo(1));
        await store.Documents.EnsureIndexAsync("zero", "s");
        Assert.That(await store.Documents.CountAsync("zero", Filter.Eq("s", "x\0y")), Is.EqualTo(1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Values_of_twelve_kilobytes_stand_in_an_index(bool unique)
    {
        var collection = $"long-{unique}";
        var random = new Random(7);
        var value = string.Concat(Enumerable.Range(0, 12_000).Select(_ => (char)('a' + random.Next(26))));
        await store.Documents.EnsureIndexAsync(collection, "s", unique);
        await store.Documents.CreateAsync(collection, "a", new { s = value + "1" });
        await store.Documents.CreateAsync(collection, "b", new { s = value + "2" });

        Assert.That(await store.Documents.CountAsync(collection, Filter.Eq("s", value + "2")), Is.EqualTo(1));
        Assert.That((await store.Documents.ExplainAsync(collection, Filter.Eq("s", value))).Index, Is.EqualTo("s"));
        Assert.That(
            async () => await store.Documents.CreateAsync(collection, "c", new { s = value + "2" }),
            unique ? Throws.TypeOf<DuplicateKeyException>().With.Message.Contains("'b'") : Throws.Nothing);
    }
}
