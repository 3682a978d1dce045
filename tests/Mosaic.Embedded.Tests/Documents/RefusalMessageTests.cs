using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents;

/// <summary>What a refusal says of the documents and options that it is about.</summary>
public sealed class RefusalMessageTests
{
    [Test]
    public async Task A_unique_value_that_is_taken_is_named_with_its_document()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await store.Documents.EnsureIndexAsync("bills", "number", unique: true);
        await store.Documents.CreateAsync("bills", "first", new { number = 7 });

        Assert.That(
            async () => await store.Documents.CreateAsync("bills", "second", new { number = 7 }),
            Throws.TypeOf<DuplicateKeyException>().With.Message.EqualTo("The value 7 at 'number' belongs to the document 'first' of 'bills' already; 'second' cannot have it, too."));
        Assert.That(
            async () => await store.Documents.CreateManyAsync("bills", [new { number = 8 }, new { number = 7 }, new { number = 9 }]),
            Throws.TypeOf<DuplicateKeyException>().With.Message.Contains("The value 7 at 'number' belongs to the document 'first'")
                .And.Message.EndsWith("It is document 2 of the 3 to create; none was created."));
    }

    [Test]
    public async Task A_negative_limit_is_named()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();

        Assert.That(
            async () => await store.Documents.FindAsync<object>("n", null, new FindOptions { Limit = -1 }).ToListAsync(),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("FindOptions.Limit is not to be negative; 0 finds none, null all."));
        Assert.That(
            async () => await store.Documents.FindAsync<object>("n", null, new FindOptions { Skip = -1 }).ToListAsync(),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("FindOptions.Skip is not to be negative; 0 leaves out none."));
    }
}
