using System.Text;
using Mosaic.Backends;
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
    public async Task It_ends_beside_writers_who_never_pause_and_all_of_before_is_gone()
    {
        await using var store = await MosaicEngine.OpenInMemoryAsync();
        await WriteAsync(store, "before", 30);
        using var ended = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; !ended.IsCancellationRequested; i++)
            {
                await WriteAsync(store, $"{writer}, {i}", 250);
            }
        })).ToList();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        try
        {
            await store.Memory.ForgetUserAsync("ann", patience.Token);
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(writers);
        }

        var ann = store.Memory.ForUser("ann");
        Assert.That(await ann.Insights.ListAsync("ann").Where(static insight => insight.Content.StartsWith("before", StringComparison.Ordinal)).AnyAsync(), Is.False);
        Assert.That(await ann.Sessions.ReadAsync("s").Where(static turn => turn.Content.StartsWith("before", StringComparison.Ordinal)).AnyAsync(), Is.False);
        Assert.That(await ann.Sessions.ReadAsync("of before").AnyAsync(), Is.False);
        Assert.That(await ann.Preferences.GetAsync<int?>("ann", "before"), Is.Null);
        Assert.That(await ann.SearchAsync("before"), Is.Empty);
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);

        await store.Memory.ForgetUserAsync("ann");
        Assert.That(await ann.Sessions.GetSinceAsync(DateTimeOffset.MinValue).AnyAsync(), Is.False);
        Assert.That(await ann.Insights.ListAsync("ann", superseded: true).AnyAsync(), Is.False);
        Assert.That((await store.CheckAsync()).Problems, Is.Empty);
    }

    private static async Task WriteAsync(MosaicEngine store, string what, int rows)
    {
        await store.Memory.Insights.StoreManyAsync(Enumerable.Range(0, rows).Select(i => new NewInsight { UserId = "ann", Content = $"{what} {i}" }));
        await store.Memory.Sessions.AppendManyAsync(Enumerable.Range(0, rows).Select(i => Turn("s", $"{what} {i}")));
        await store.Memory.Sessions.AppendAsync(Turn($"of {what}", what));
        await store.Memory.Preferences.SetAsync("ann", what, 1);
    }

    private static SessionTurn Turn(string session, string text) => new() { UserId = "ann", SessionId = session, Speaker = "Ann", Content = text };

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
