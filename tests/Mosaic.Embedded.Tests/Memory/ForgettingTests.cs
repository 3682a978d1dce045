using System.Text;
using Mosaic.Memory;
using Mosaic.Memory.Rows;
using Mosaic.Storage.Commit;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Memory;

/// <summary>Forgetting a user that is cut off, or beside what others write.</summary>
public sealed class ForgettingTests
{
    [Test]
    public async Task What_is_cut_off_before_the_files_are_rewritten_is_remembered_until_they_are()
    {
        var folder = new FaultyFolder();
        await using var store = FolderStore.Open(folder);
        await store.Memory.Preferences.SetAsync("ann", "k", 1);
        folder.Fails = static (operation, path) => operation == "write" && path == $"{FolderStore.Data}.new";

        await Assert.CatchAsync(async () => await store.Memory.ForgetUserAsync("ann"));

        Assert.That(store.Core.Rows.Get(MemoryKeys.Forgotten), Is.Not.Null);
        folder.Fails = static (_, _) => false;
        var report = await store.Memory.ForgetUserAsync("ann");
        Assert.That(report.Preferences, Is.Zero);
        Assert.That(store.Core.Rows.Get(MemoryKeys.Forgotten), Is.Null);
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task A_session_that_another_user_began_meanwhile_keeps_its_turns()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await store.Memory.Sessions.AppendAsync(new SessionTurn { Id = "bobs", SessionId = "s", UserId = "bob", Speaker = "Bob", Content = "bees" });

        // What forgetting Ann does with a page of her session that it read before another call deleted that.
        var deleted = await store.Core.CommitAsync(
            new DelegateUnit<(int Turns, int Vectors)>(static context =>
                new SessionWriter(static () => { }).Delete(context, "s", new UserScope("ann"), [MemoryKeys.Turn("s", 1)])),
            CancellationToken.None);

        Assert.That(deleted.Turns, Is.Zero);
        Assert.That(await store.Memory.Sessions.ReadAsync("s").CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Entries_that_lead_nowhere_do_not_keep_it_from_ending()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await store.Memory.Preferences.SetAsync("bob", "k", 1);
        await store.Core.CommitAsync(
            new DelegateUnit<bool>(static context =>
            {
                context.Put(MemoryKeys.UserSession("ann", "s"), []);
                context.Put(MemoryKeys.UserInsight("ann", "i"), []);
                return true;
            }),
            CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        await store.Memory.ForgetUserAsync("ann", patience.Token);

        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task Called_again_it_rewrites_the_index_that_it_was_cut_off_before()
    {
        const string secret = "xylophonequartz";
        using var folder = new TemporaryFolder();
        await using (var store = await MosaicEngine.OpenAsync(folder.Store))
        {
            await store.Memory.Insights.StoreManyAsync(Enumerable.Range(0, 50).Select(static i => new NewInsight { UserId = "bob", Content = $"bees {i}" }));
            await store.Memory.Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = secret });
            await store.Memory.SearchAsync("bees", 1, new SearchFilter { UserId = "bob" });
        }

        await using (var store = await MosaicEngine.OpenAsync(folder.Store))
        {
            await store.Memory.Insights.DeleteAsync("i");
            await store.Core.CommitAsync(
                new DelegateUnit<bool>(static context =>
                {
                    context.Put(MemoryKeys.Forgotten, []);
                    return true;
                }),
                CancellationToken.None);

            await store.Memory.ForgetUserAsync("ann");
        }

        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(folder.Store)!, "*", SearchOption.AllDirectories))
        {
            Assert.That((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)), Is.Negative, file);
        }
    }

    [TestCase(Durability.Full)]
    [TestCase(Durability.Relaxed)]
    public async Task Once_it_is_done_no_file_of_the_index_has_a_forgotten_word(Durability durability)
    {
        const string secret = "xylophonequartz";
        using var folder = new TemporaryFolder();
        await using var store = await MosaicEngine.OpenAsync(folder.Store, new MosaicOptions { Durability = durability });
        await store.Memory.Insights.StoreManyAsync(Enumerable.Range(0, 50).Select(static i => new NewInsight { UserId = "bob", Content = $"bees {i}" }));
        await store.Memory.Insights.StoreAsync(new NewInsight { UserId = "ann", Content = secret });
        Assert.That(await store.Memory.SearchAsync(secret, 1, new SearchFilter { AllUsers = true }), Is.Not.Empty);

        await store.Memory.ForgetUserAsync("ann");

        foreach (var file in Directory.EnumerateFiles($"{folder.Store}.index"))
        {
            Assert.That((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)), Is.Negative, file);
        }

        Assert.That(await store.Memory.SearchAsync("bees", 100, new SearchFilter { AllUsers = true }), Has.Count.EqualTo(50));
    }
}
