using System.Globalization;
using System.Text;
using Mosaic.Specs;

namespace Mosaic.Sync.Tests.Postgres.Documents;

/// <summary>Random operations on documents, each the same on every store, and what they answer as text.</summary>
internal static class RandomDocumentWork
{
    public static readonly string[] Collections = ["plain", "indexed", "unique"];

    /// <summary>Declares the indexes of the collections.</summary>
    public static async Task DeclareAsync(IDocumentStore store)
    {
        foreach (var path in ReferenceFilter.Paths.Select(ReferenceFilter.PathText).Where(static path => path != "$"))
        {
            await store.EnsureIndexAsync("indexed", path);
        }

        await store.EnsureIndexAsync("unique", "a", unique: true);
    }

    public static (string Name, Func<IDocumentStore, Task<string>> Operation) Next(RandomJson random, DateTimeOffset now)
    {
        var collection = random.Pick(Collections);
        var (id, json) = (Id(), Encoding.UTF8.GetBytes(random.Document()));
        var options = new WriteOptions
        {
            Upsert = random.Next(3) > 0,
            ExpectedVersion = random.Next(4) == 0 ? random.Next(4) : null,
            ExpiresAt = random.Next(6) == 0 ? now + TimeSpan.FromSeconds(random.Next(3)) : null,
        };
        switch (random.Next(11))
        {
            case 0:
                return ($"create {collection}/{id}", async store => Text((await store.CreateAsync(collection, id, new { a = id.Length, b = id })).Version));
            case 1 or 2 or 3:
                return ($"put {collection}/{id} {options}", async store => Text(await store.PutJsonAsync(collection, id, json, options)));
            case 4:
                var patch = new Dictionary<string, object?> { [random.Pick((string[])["a", "b", "c"])] = random.Pick((object?[])[null, 1, "x", "y\0", new[] { 1, 2 }]) };
                return ($"update {collection}/{id} {options}", async store => (await store.UpdateAsync<System.Text.Json.JsonElement>(collection, id, patch, options)).ToString());
            case 5:
                return ($"delete {collection}/{id}", async store => (await store.DeleteAsync(collection, id)).ToString());
            case 6:
                var many = Enumerable.Range(0, random.Next(20)).Select(_ => KeyValuePair.Create(Id(), (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(random.Document()))).ToList();
                var existing = random.Pick(Enum.GetValues<ExistingDocuments>());
                return ($"put many {collection} {existing} {string.Join(',', many.Select(static it => it.Key))}", async store => Text(await store.PutJsonManyAsync(collection, many, existing)));
            case 7:
                var ids = Enumerable.Range(0, random.Next(5)).Select(_ => Id()).ToList();
                return ($"delete many {collection} {string.Join(',', ids)}", async store => Text(await store.DeleteManyAsync(collection, ids)));
            case 8:
                var counted = ReferenceFilter.Random(random).Filter;
                return ($"count {collection} {counted}", async store => Text(await store.CountAsync(collection, counted)));
            default:
                var filter = ReferenceFilter.Random(random).Filter;
                var find = random.Next(2) == 0 ? null : new FindOptions
                {
                    OrderBy = random.Next(4) == 0 ? null : ReferenceFilter.PathText(random.Pick(ReferenceFilter.Paths)),
                    Descending = random.Next(2) == 0,
                    Skip = random.Next(5),
                    Limit = random.Next(2) == 0 ? null : random.Next(50),
                };
                return ($"find {collection} {filter} {find}", store => FindAsync(store, collection, filter, find));
        }

        string Id() => $"d{random.Next(60):00}";
    }

    public static async Task<string> FindAsync(IDocumentStore store, string collection, Filter? filter, FindOptions? options)
    {
        var answer = new StringBuilder();
        await foreach (var found in store.FindJsonAsync(collection, filter, options))
        {
            answer.Append(CultureInfo.InvariantCulture, $"{found.Id} {found.Version} {found.ModifiedAt:O} {Encoding.UTF8.GetString(found.Value.Span)}\n");
        }

        return answer.ToString();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
