using System.Text;
using System.Text.Json;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Documents;

public sealed class FilterSqlCollationTests
{
    private static readonly string[] Texts = ["", "a", "A", "B", "b", "Z", "z", "é", "e\u0301", "e", "f", "-a", "ab", "a b", "\0", "\u0001", "\uFFFF", "\U0001F600", "ß", "ss", "I", "ı"];

    [TestCaseSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
    public async Task The_order_of_the_databases_language_changes_nothing(string server)
    {
        await using var documents = await CreateAsync(server);
        await using var local = await MosaicEngine.OpenInMemoryAsync();
        var all = Texts.Select(static (text, number) => (Id: $"d{number:00}", Json: JsonSerializer.Serialize(new { a = text }))).ToList();
        await documents.AddAsync(all);
        await local.Documents.PutJsonManyAsync("docs", all.Select(static it => KeyValuePair.Create(it.Id, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(it.Json))));

        foreach (var text in Texts)
        {
            Filter[] filters = [Filter.Eq("a", text), Filter.Ne("a", text), Filter.Gt("a", text), Filter.Gte("a", text), Filter.Lt("a", text), Filter.Lte("a", text), Filter.In("a", text, "x"),
                Filter.StartsWith("a", text), Filter.Contains("a", text), Filter.Like("a", $"%{text}"), Filter.Like("a", $"{text}_"), Filter.Like("a", $"_{text}%")];
            foreach (var filter in filters)
            {
                var options = new FindOptions { OrderBy = "a" };
                var expected = await local.Documents.FindJsonAsync("docs", filter, options).Select(static it => it.Id).ToListAsync();
                Assert.That(await documents.FindAsync(filter, options), Is.EqualTo(expected), filter.ToString());
            }
        }
    }

    private static async Task<ProjectedDocuments> CreateAsync(string server)
    {
        try
        {
            return await ProjectedDocuments.CreateInLanguageAsync(server);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.FeatureNotSupported)
        {
            throw new IgnoreException($"NOT RUN: the server {server} makes no database of a language: {error.MessageText}");
        }
    }
}
