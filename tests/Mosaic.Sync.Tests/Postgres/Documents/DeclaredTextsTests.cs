using System.Text;
using Mosaic.Postgres.Documents;
using Mosaic.Sync.Tests.Specs;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Documents;

/// <summary>What search is told of documents with declared texts.</summary>
public sealed class DeclaredTextsTests
{
    [Test]
    public async Task Search_is_told_of_what_is_there_and_of_every_write()
    {
        await using var store = await PostgresBackend.OpenAsync(null);
        var documents = (PostgresDocuments)store.Documents;
        var told = new Told();
        documents.Texts = told;
        await documents.PutJsonManyAsync("notes", Enumerable.Range(0, 1_200).Select(static i => KeyValuePair.Create($"n{i:0000}", (ReadOnlyMemory<byte>)"{\"t\":\"old\"}"u8.ToArray())));
        Assert.That(told.Texts, Is.Empty);

        await documents.EnsureTextIndexAsync("notes", ["t"]);
        Assert.That(told.Texts, Has.Count.EqualTo(1_200));
        await documents.EnsureTextIndexAsync("notes", ["t"]);
        Assert.That(told.Calls, Is.EqualTo(2), "a small page that says how large they are, the others, and once");
        await documents.EnsureTextIndexAsync("notes", ["u\0"]);
        Assert.That(told.Paths, Is.EqualTo(new[] { "t", "u\0" }));

        await documents.PutJsonAsync("notes", "n0000", "{\"t\":\"new\"}"u8.ToArray());
        await documents.UpdateAsync<object>("notes", "n0001", new { t = "patched" });
        await documents.DeleteAsync("notes", "n0002");
        await documents.DeleteManyAsync("notes", Filter.Eq("t", "patched"));
        Assert.That(told.Texts["n0000"], Is.EqualTo("{\"t\":\"new\"}"));
        Assert.That((told.Texts["n0001"], told.Texts["n0002"]), Is.EqualTo(((string?)null, (string?)null)));
        Assert.That(async () => await documents.EnsureTextIndexAsync("notes", Enumerable.Range(0, 64).Select(static i => $"p{i}")), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private sealed class Told : IDocumentTexts
    {
        public Dictionary<string, string?> Texts { get; } = [];

        public int Calls { get; private set; }

        public IReadOnlyList<string> Paths { get; private set; } = [];

        public ValueTask WriteAsync(
            NpgsqlConnection connection, string collection, IReadOnlyList<string> paths, IReadOnlyList<(string Id, ReadOnlyMemory<byte>? Json)> documents)
        {
            Calls++;
            Paths = paths;
            foreach (var (id, json) in documents)
            {
                Texts[id] = json is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;
            }

            return ValueTask.CompletedTask;
        }
    }
}
