using Mosaic.Postgres.Memory.Vectors;
using Mosaic.Sync.Tests.Specs;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Memory;

/// <summary>What pgvector adds: a column of its type, and an index that is built beside writers.</summary>
public sealed class NearestIndexTests
{
    private const int Texts = 1500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly VectorBackend _backend = new(withExtension: true);
    private readonly RandomEmbedder _embedder = new();

    [OneTimeTearDown]
    public void DisposeEmbedder() => _embedder.Dispose();

    [Test]
    public async Task Many_vectors_are_searched_by_an_index_that_finds_what_comparing_all_finds()
    {
        var exact = await OpenAsync(fresh: true);
        await FillAsync(exact);
        await exact.CatchUpVectorsAsync();
        Assert.That(await _backend.Database.ScalarAsync($"select count(*) from {_backend.Schema}.text_vectors where embedding is null"), Is.Zero);
        await _backend.Database.ScalarAsync($"analyze {_backend.Schema}.text_vectors");
        await using var indexed = await OpenAsync(new VectorSettings { IndexFrom = 1, ExactMax = 10 });
        await indexed.CatchUpVectorsAsync();
        await IndexAsync();

        var same = 0;
        for (var i = 0; i < 20; i++)
        {
            var query = Say(new Random(100 + i));
            var expected = (await exact.Memory.ForUser("ann").SearchAsync(query)).Select(static hit => hit.Id).ToList();
            var found = (await indexed.Memory.ForUser("ann").SearchAsync(query)).Select(static hit => hit.Id).ToList();
            same += expected.Intersect(found).Count();
        }

        Assert.That(same, Is.GreaterThanOrEqualTo(195), "of 200");
        await exact.DisposeAsync();
    }

    [Test]
    public async Task An_index_that_was_left_half_built_is_built_anew()
    {
        await using (var store = await OpenAsync(fresh: true))
        {
            await FillAsync(store);
            await store.CatchUpVectorsAsync();
        }

        await _backend.Database.ScalarAsync($"analyze {_backend.Schema}.text_vectors");
        await using (var store = await OpenAsync(new VectorSettings { IndexFrom = 1 }))
        {
            await store.CatchUpVectorsAsync();
            await IndexAsync();
        }

        await _backend.Database.ScalarAsync($"update pg_index set indisvalid = false where indexrelid = ({Index})");
        await using var again = await OpenAsync(new VectorSettings { IndexFrom = 1 });
        await again.CatchUpVectorsAsync();

        await IndexAsync();
    }

    [Test]
    public async Task Vectors_that_were_made_without_pgvector_are_used_once_it_is_there()
    {
        await using (var store = await OpenAsync(new VectorSettings { UseExtension = false }, fresh: true))
        {
            await store.Memory.Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "w1 w2" });
            await store.CatchUpVectorsAsync();
        }

        await using var again = await OpenAsync();
        await again.CatchUpVectorsAsync();
        await again.Memory.Insights.StoreAsync(new NewInsight { Id = "j", UserId = "ann", Content = "w1 w3" });
        await again.CatchUpVectorsAsync();

        Assert.That(await _backend.Database.ScalarAsync($"select count(*) from {_backend.Schema}.text_vectors where embedding is not null"), Is.EqualTo(2));
        Assert.That((await again.Memory.ForUser("ann").SearchAsync("w1")).Select(static hit => hit.Distance).ToList(), Has.Count.EqualTo(2).And.None.Null);
    }

    private string Index => $"select indexrelid from pg_index where indrelid = '{_backend.Schema}.text_vectors'::regclass and indexrelid::regclass::text like '%nearest%'";

    private async Task IndexAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (await _backend.Database.ScalarAsync($"select indisvalid from pg_index where indexrelid = ({Index})") is not true)
        {
            await Task.Delay(50, deadline.Token);
        }
    }

    private async Task<PostgresMosaic> OpenAsync(VectorSettings? settings = null, bool fresh = false)
    {
        if (fresh)
        {
            await using var made = await _backend.OpenAsync(null);
        }

        return (PostgresMosaic)await _backend.OpenAgainAsync(new MosaicOptions { Embedder = _embedder }, options => options.Vectors = settings ?? new VectorSettings());
    }

    private static async Task FillAsync(PostgresMosaic store)
    {
        var random = new Random(5);
        await store.Memory.Sessions.AppendManyAsync(Enumerable.Range(0, Texts).Select(i => new SessionTurn
        {
            UserId = "ann", SessionId = $"s{i / 10}", Speaker = "Kim", Content = Say(random),
        }));
    }

    private static string Say(Random random) => string.Join(' ', Enumerable.Range(0, 6).Select(_ => $"w{random.Next(300)}"));
}
