using Mosaic.Memory.Rows;
using Mosaic.Storage.Commit;
using Mosaic.Storage.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory.Vectors;

/// <summary>Stores with a model for each of many users.</summary>
public sealed class ManyUsersTests
{
    private const int Users = 100;

    [Test]
    public async Task Opening_reads_no_users_model()
    {
        var folder = new FaultyFolder();
        await MakeAsync(folder);
        var none = await ReadsOfOpeningAsync(folder, new MosaicOptions { CacheBytes = 0 });
        var some = await ReadsOfOpeningAsync(folder, new MosaicOptions { CacheBytes = 0, Embedder = new MlNetEmbedder() });

        Assert.That(some - none, Is.LessThan(Users / 3), "pages that the states of all users stand in, and the mark; a model alone is several");
    }

    [Test]
    public async Task A_model_that_a_search_cannot_read_is_made_anew()
    {
        var folder = new FaultyFolder();
        await MakeAsync(folder, static row => row[4]++, users: 1); // as of a later format
        await using var store = FolderStore.Open(folder, new MosaicOptions { Embedder = new MlNetEmbedder() });
        await store.CatchUpVectorsAsync();
        var before = State(store);

        Assert.That((await store.Memory.ForUser("ann").SearchAsync("word1", 1))[0].Distance, Is.Null);
        for (var next = store.Core.Feed.NextCommit; State(store) is var now && (now.Slot == before.Slot || now.Run != 0); next = store.Core.Feed.NextCommit)
        {
            await next.WaitAsync(TimeSpan.FromSeconds(30));
        }

        Assert.That((await store.Memory.ForUser("ann").SearchAsync("word1", 1))[0].Distance, Is.Not.Null);
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }

    private static CorpusRow State(MosaicEngine store) => CorpusRow.Decode(store.Core.Rows.Get(VectorKeys.Corpus("ann")));

    /// <summary>Trains the model of one user and gives it to others.</summary>
    private static async Task MakeAsync(FaultyFolder folder, Action<byte[]>? damage = null, int users = Users)
    {
        await using var store = FolderStore.Open(folder, new MosaicOptions { Embedder = new MlNetEmbedder() });
        await store.Memory.Sessions.AppendManyAsync(Enumerable.Range(0, 120).Select(static i => new SessionTurn
        {
            UserId = "ann", SessionId = "s", Speaker = "Ann", Content = $"word{i % 7} word{i % 53} word{i % 97}",
        }));
        await store.CatchUpVectorsAsync();
        var state = store.Core.Rows.Get(VectorKeys.Corpus("ann"))!;
        var slot = CorpusRow.Decode(state).Slot;
        var prefix = VectorKeys.Model("ann", slot);
        var model = store.Core.Rows.Scan(prefix, Keys.After(prefix), int.MaxValue, int.MaxValue).Rows.Single().Value.ToArray();
        damage?.Invoke(model);
        await store.Core.CommitAsync(
            new DelegateUnit<bool>(context =>
            {
                foreach (var user in Enumerable.Range(1, users - 1).Select(static i => $"user {i}").Append("ann"))
                {
                    context.Put(VectorKeys.Corpus(user), state);
                    context.Put(VectorKeys.Model(user, slot, 0), model);
                }

                return true;
            }),
            CancellationToken.None);
    }

    private static async Task<int> ReadsOfOpeningAsync(FaultyFolder folder, MosaicOptions options)
    {
        var reads = 0;
        folder.Before = (operation, path) => _ = operation == "read" && path == FolderStore.Data ? Interlocked.Increment(ref reads) : 0;
        await using (var store = FolderStore.Open(folder, options))
        {
            await store.CatchUpVectorsAsync();
            folder.Before = static (_, _) => { };
        }

        await TestContext.Out.WriteLineAsync($"{reads} reads");
        return reads;
    }
}
