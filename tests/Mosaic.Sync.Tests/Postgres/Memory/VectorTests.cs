using Microsoft.Extensions.Time.Testing;
using Mosaic.Postgres.Memory.Vectors;
using Mosaic.Sync.Tests.Specs;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Memory;

/// <summary>Vectors as several processes make them, with pgvector and without, beside what ends or kills them.</summary>
[TestFixture(true)]
[TestFixture(false)]
public sealed class VectorTests(bool withExtension)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Words = [.. Enumerable.Range(0, 60).Select(static i => $"w{i}")];

    private readonly VectorBackend _backend = new(withExtension);
    private readonly RandomEmbedder _embedder = new();

    [OneTimeTearDown]
    public void DisposeEmbedder() => _embedder.Dispose();

    [Test]
    public async Task An_answer_is_that_of_the_local_engine()
    {
        // How common a word of an insight or a document is, is counted over other texts locally: of these vectors alone are compared.
        var options = new MosaicOptions
        {
            Embedder = _embedder,
            TimeProvider = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            Fusion = new ConvexFusion { Insights = 1, Documents = 1 },
        };
        await using var team = (PostgresMosaic)await _backend.OpenAsync(options);
        await using var local = await MosaicEngine.OpenInMemoryAsync(options);
        foreach (IMosaic store in (IMosaic[])[team, local])
        {
            await FillAsync(store, "ann", 1, 400);
            await store.Documents.EnsureTextIndexAsync("notes", ["text"]);
            await store.Documents.CreateManyAsync("notes", Enumerable.Range(0, 120).Select(static i => new Note($"n{i}", Say(new Random(i)))));
        }

        await team.CatchUpVectorsAsync();
        await local.CatchUpVectorsAsync();
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
        {
            var query = Say(random, 3);
            var filter = new SearchFilter { UserId = "ann", Kinds = [(MemoryKind)(i % 3)] };
            var expected = await local.Memory.SearchAsync(query, 20, filter);
            var found = await team.Memory.SearchAsync(query, 20, filter);

            Assert.That(found, Has.Count.EqualTo(expected.Count));
            for (var place = 0; place < found.Count; place++)
            {
                Assert.That(found[place].Score, Is.EqualTo(expected[place].Score).Within(.005), $"{query} {place} {found[place].Kind} {expected[place].Kind}");
            }

            var distances = expected.ToDictionary(static hit => hit.Id, static hit => hit.Distance);
            foreach (var hit in found.Where(hit => distances.ContainsKey(hit.Id)))
            {
                Assert.That(hit.Distance, Is.EqualTo(distances[hit.Id]).Within(.01), hit.Id);
            }

            Assert.That(found.Select(static hit => hit.Id).Intersect(distances.Keys).Count(), Is.GreaterThanOrEqualTo(found.Count - 2));
        }
    }

    [Test]
    public async Task Processes_share_the_work_and_make_no_vector_twice()
    {
        using var embedder = new RandomEmbedder();
        var options = new MosaicOptions { Embedder = embedder };
        await using var one = (PostgresMosaic)await _backend.OpenAsync(options);
        await using var other = (PostgresMosaic)await _backend.OpenAgainAsync(options);
        await one.Memory.Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "w1" }); // Ann's have a model before both take some
        await one.CatchUpVectorsAsync();
        await other.CatchUpVectorsAsync();
        await FillAsync(one, "ann", 3, 500);

        await Task.WhenAll(one.CatchUpVectorsAsync().AsTask(), other.CatchUpVectorsAsync().AsTask());

        Assert.That(embedder.Texts, Is.EqualTo(2 + 601), "each process's first, 500 turns and 101 insights");
        Assert.That((await one.Memory.ForgetUserAsync("ann")).Vectors, Is.EqualTo(601));
    }

    [Test]
    public async Task What_an_ended_process_had_taken_another_takes_when_its_lease_ends()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var stuck = new RandomEmbedder();
        await using var hangs = (PostgresMosaic)await _backend.OpenAsync(new MosaicOptions { Embedder = stuck, TimeProvider = clock, EmbedderTimeout = TimeSpan.FromMinutes(10) });
        await hangs.CatchUpVectorsAsync();
        var (taken, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        stuck.Before = async _ =>
        {
            taken.TrySetResult();
            await never.Task;
        };
        await FillAsync(hangs, "ann", 4, 20);
        await taken.Task.WaitAsync(Patience);
        await using var other = (PostgresMosaic)await _backend.OpenAgainAsync(new MosaicOptions { Embedder = _embedder, TimeProvider = clock });
        var catchUp = other.CatchUpVectorsAsync().AsTask();
        clock.Advance(new VectorSettings().Lease);
        await catchUp.WaitAsync(Patience);

        Assert.That((await other.Memory.ForUser("ann").SearchAsync("w1"))[0].Distance, Is.Not.Null);

        // What comes of it then is not kept.
        await other.Memory.ForgetUserAsync("ann");
        never.SetResult();
        await hangs.CatchUpVectorsAsync();
        Assert.That(await RowsAsync("text_vectors"), Is.Zero);
    }

    [Test]
    public async Task Killed_connections_lose_no_vector()
    {
        using var embedder = new RandomEmbedder();
        await using var store = (PostgresMosaic)await _backend.OpenAsync(new MosaicOptions { Embedder = embedder });
        var kills = 0;
        embedder.Before = async _ =>
        {
            if (kills < 8)
            {
                kills++;
                await _backend.Database.ScalarAsync(
                    $"select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database() and query like '%{_backend.Schema}%'");
            }
        };
        await FillAsync(store, "ann", 5, 500);
        for (var caught = false; !caught;)
        {
            try
            {
                await store.CatchUpVectorsAsync().AsTask().WaitAsync(Patience);
                caught = true;
            }
            catch (MosaicException exception) when (exception.IsTransient)
            {
            }
        }

        Assert.That(kills, Is.EqualTo(8));
        Assert.That(await RowsAsync("text_vectors"), Is.EqualTo(600));
        Assert.That(await RowsAsync("vector_work"), Is.Zero);
    }

    [Test]
    public async Task Forgetting_a_user_leaves_nothing_of_vectors_and_models()
    {
        await using var store = (PostgresMosaic)await _backend.OpenAsync(new MosaicOptions { Embedder = new MlNetEmbedder() });
        await FillAsync(store, "ann", 6, 150);
        await store.CatchUpVectorsAsync();
        Assert.That(await RowsAsync("vector_models"), Is.EqualTo(1));

        await store.Memory.ForgetUserAsync("ann");

        foreach (var table in (string[])["text_vectors", "vector_models", "vector_corpora", "vector_work"])
        {
            Assert.That(await RowsAsync(table), Is.Zero, table);
        }
    }

    [Test]
    public async Task Processes_with_different_embedders_do_not_make_vectors_against_each_other()
    {
        await using var one = (PostgresMosaic)await _backend.OpenAsync(new MosaicOptions { Embedder = new MlNetEmbedder() });
        await FillAsync(one, "ann", 8, 20);
        await one.CatchUpVectorsAsync();
        await using var other = (PostgresMosaic)await _backend.OpenAgainAsync(new MosaicOptions { Embedder = _embedder });
        await other.CatchUpVectorsAsync();

        var exception = await Assert.CatchAsync<MosaicException>(async () => await one.CatchUpVectorsAsync());
        Assert.That(exception.Message, Does.Contain("another embedder"));
        Assert.That((await other.Memory.ForUser("ann").SearchAsync("w1"))[0].Distance, Is.Not.Null);
        Assert.That((await one.Memory.ForUser("ann").SearchAsync("w1"))[0].Distance, Is.Null);
    }

    private static async Task FillAsync(IMosaic store, string user, int seed, int turns)
    {
        var random = new Random(seed);
        await store.Memory.Sessions.AppendManyAsync(Enumerable.Range(0, turns).Select(i => new SessionTurn
        {
            Id = $"{user}{i}", UserId = user, SessionId = $"{user} {i / 15}", Speaker = i % 2 == 0 ? "Kim" : "Lee", Content = Say(random),
            At = new DateTimeOffset(2029, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(i),
        }));
        await store.Memory.Insights.StoreManyAsync(Enumerable.Range(0, turns / 5).Select(i => new NewInsight
        {
            Id = $"{user} insight {i}", UserId = user, Content = Say(random), CreatedAt = new DateTimeOffset(2029, 2, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(i),
        }));
    }

    private static string Say(Random random, int words = 8) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[(int)(random.NextDouble() * random.NextDouble() * Words.Length)]));

    private async Task<long> RowsAsync(string table) => (long)(await _backend.Database.ScalarAsync($"select count(*) from {_backend.Schema}.{table}"))!;

    private sealed record Note(string Id, string Text);
}
