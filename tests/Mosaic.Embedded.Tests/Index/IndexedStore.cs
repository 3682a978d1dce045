using Mosaic.Backends;
using Mosaic.Memory.Rows;
using Mosaic.Memory.Search;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Index;

/// <summary>Fills memories of stores, and compares what their searches find with their rows.</summary>
internal static class IndexedStore
{
    public const string Folder = "app.mosaic.index";

    private static readonly SearchFilter Everyone = new() { AllUsers = true };

    /// <summary>Turns and insights that all have one word in common and one of their own: their number.</summary>
    public static async Task FillAsync(IMosaic store, int from, int count)
    {
        var numbers = Enumerable.Range(from, count).ToList();
        await store.Memory.Sessions.AppendManyAsync(numbers.Where(static i => i % 2 == 0).Select(static i => new SessionTurn
        {
            Id = $"t{i}", SessionId = $"s{i / 10}", UserId = $"u{i / 10 % 3}", Speaker = "x", Content = $"common n{i}",
        }));
        await store.Memory.Insights.StoreManyAsync(numbers.Where(static i => i % 2 == 1).Select(static i => new NewInsight
        {
            Id = $"i{i}", UserId = $"u{i % 3}", Content = $"common n{i}",
        }));
    }

    /// <summary>Searches find every row that is there, and nothing else.</summary>
    public static async Task AssertAgreesAsync(MosaicEngine store, int expected)
    {
        var rows = new SearchableRows(store.Core, new Mosaic.Documents.Catalog.CollectionCatalog(store.Core.Rows));
        var there = rows.Prefixes()
            .SelectMany(prefix => store.Core.Rows.Scan(prefix, Mosaic.Storage.Rows.Keys.After(prefix), int.MaxValue, int.MaxValue).Rows)
            .Select(row => rows.Read(row.Key.ToArray(), row.Value)).OfType<SearchableText>().ToList();
        Assert.That(there, Has.Count.EqualTo(expected));
        var found = await store.Memory.SearchAsync("common", 10_000, Everyone);
        Assert.That(found.Select(static hit => hit.Id).Order(StringComparer.Ordinal), Is.EqualTo(there.Select(static text => text.Id).Order(StringComparer.Ordinal)));
        foreach (var text in there.Where((_, place) => place % 17 == 0))
        {
            var own = await store.Memory.SearchAsync(text.Text.Split(' ')[1], 2, Everyone);
            Assert.That(own.Where(static hit => hit.Highlights.Count > 0).Select(static hit => hit.Id), Is.EqualTo(new[] { text.Id }));
            Assert.That(own[0].Id, Is.EqualTo(text.Id), "before those around it");
        }

        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
        Assert.That(store.Core.Counters[MemoryCounter.Turns] + store.Core.Counters[MemoryCounter.Insights], Is.EqualTo(expected));
    }

    public static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
