using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Query;

/// <summary>A search is cancelled while it reads, also where nothing is found. Documents that expire make it ask for the time.</summary>
public sealed class ScanCancellationTests
{
    private readonly ActingTimeProvider _clock = new();
    private MosaicEngine _store = null!;

    [SetUp]
    public async Task Fill()
    {
        _store = await MosaicEngine.OpenInMemoryAsync(new MosaicOptions { TimeProvider = _clock });
        await _store.Documents.EnsureIndexAsync("notes", "rank");
        for (var i = 0; i < 200; i++)
        {
            await _store.Documents.PutAsync("notes", $"n{i:000}", new { rank = i, kind = "a" }, new WriteOptions { Upsert = true, ExpiresAt = DateTimeOffset.MaxValue });
        }
    }

    [TearDown]
    public async Task Close()
    {
        _clock.Asked = null;
        await _store.DisposeAsync();
    }

    [TestCase("kind = 'b'")]
    [TestCase("rank >= 0 AND kind = 'b'")]
    [TestCase("kind = 'b' ORDER BY kind")]
    [TestCase("rank >= 0 AND kind = 'b' ORDER BY rank LIMIT 5 OFFSET 1")]
    public void A_search_that_finds_nothing_is_cancelled(string where)
    {
        using var cancel = new CancellationTokenSource();
        _clock.Asked = cancel.Cancel;

        Assert.That(
            async () => await _store.Documents.QueryAsync<object>("notes", $"SELECT * WHERE {where}", cancellationToken: cancel.Token).ToListAsync(),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_count_and_an_update_that_find_nothing_are_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        _clock.Asked = cancel.Cancel;

        Assert.That(async () => await _store.Documents.CountAsync("notes", Filter.Eq("kind", "b"), cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        using var another = new CancellationTokenSource();
        _clock.Asked = another.Cancel;

        Assert.That(async () => await _store.Documents.UpdateManyAsync("notes", Filter.Eq("kind", "b"), new { kind = "c" }, another.Token), Throws.InstanceOf<OperationCanceledException>());
    }
}
