using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>A view bound to a user, and forgetting one.</summary>
public abstract class MemoryIsolationSpec : MosaicSpec
{
    private static readonly string[] HostileUsers =
        ["ann", "ann ", "Ann", "ann\u001f", "a", "an", "ann/bob", "ann\nbob", "*", "u:ann", "\"", "ann' OR '1'='1", "ann\u0301", "\u00e4nn", "a\u0308nn", "\ud83d\ude00", " ", "local", new string('u', 256)];

    private IMemoryStore Memory => Store.Memory;

    [Test]
    public async Task Users_with_hostile_ids_see_only_their_own()
    {
        foreach (var user in HostileUsers)
        {
            await Memory.Insights.StoreAsync(new NewInsight { UserId = user, Content = "common secret", SessionId = "shared" });
            await Memory.Preferences.SetAsync(user, "key", user);
        }

        for (var i = 0; i < HostileUsers.Length; i++)
        {
            await Memory.Sessions.AppendAsync(new SessionTurn { SessionId = $"s{i}", UserId = HostileUsers[i], Speaker = "x", Content = "common secret" });
        }

        foreach (var user in HostileUsers)
        {
            foreach (var view in new[] { Memory, Memory.ForUser(user) })
            {
                var hits = await view.SearchAsync("common secret ann", 10_000, new SearchFilter { UserId = user });
                Assert.That(hits, Has.Count.EqualTo(2), user);
                Assert.That((await Memory.Insights.GetAsync(hits.Single(static hit => hit.Kind == MemoryKind.Insight).Id))!.UserId, Is.EqualTo(user));
                Assert.That((await view.Preferences.GetAsync<string>(user, "key"))!.Value, Is.EqualTo(user));
                Assert.That(await ToListAsync(view.Preferences.ListAsync(user)), Has.Count.EqualTo(1));
            }

            Assert.That((await ToListAsync(Memory.ForUser(user).Sessions.GetRecentAsync(TimeSpan.FromDays(1)))).Select(static session => session.UserId), Is.EqualTo(new[] { user }));
        }
    }

    [Test]
    public async Task In_a_bound_view_what_belongs_to_others_is_absent()
    {
        await Memory.Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "bees" });
        var turn = await Memory.Sessions.AppendAsync(new SessionTurn { SessionId = "s", UserId = "ann", Speaker = "x", Content = "bees" });
        await Memory.Preferences.SetAsync("ann", "key", 1);
        var bob = Memory.ForUser("bob");

        Assert.That(await bob.Insights.GetAsync("i"), Is.Null);
        Assert.That(await bob.Insights.DeleteAsync("i"), Is.False);
        Assert.That(await ToListAsync(bob.Sessions.ReadAsync("s")), Is.Empty);
        Assert.That(await bob.Sessions.GetTurnAsync(turn), Is.Null);
        Assert.That(async () => await bob.Sessions.ArchiveAsync("s"), Throws.TypeOf<MosaicException>());
        Assert.That(await ToListAsync(bob.Sessions.GetRecentAsync(TimeSpan.FromDays(1))), Is.Empty);
        Assert.That(await bob.Preferences.GetAsync<int>("ann", "key"), Is.Null);
        Assert.That(await bob.Preferences.DeleteAsync("ann", "key"), Is.False);
        Assert.That(await ToListAsync(bob.Preferences.ListAsync("ann")), Is.Empty);
        foreach (var filter in new[] { null, new SearchFilter(), new SearchFilter { UserId = "ann" }, new SearchFilter { AllUsers = true }, new SearchFilter { SessionId = "s" } })
        {
            Assert.That(await bob.SearchAsync("bees", 10, filter), Is.Empty);
        }

        Assert.That(await Memory.Insights.GetAsync("i"), Is.Not.Null);
    }

    [Test]
    public async Task In_a_bound_view_a_write_for_another_user_is_refused()
    {
        var bob = Memory.ForUser("bob");

        Assert.That(async () => await bob.Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "x" }), Throws.TypeOf<MosaicException>());
        Assert.That(async () => await bob.Sessions.AppendAsync(new SessionTurn { SessionId = "s", UserId = "ann", Speaker = "x", Content = "x" }), Throws.TypeOf<MosaicException>());
        Assert.That(async () => await bob.Preferences.SetAsync("ann", "key", 1), Throws.TypeOf<MosaicException>());
        Assert.That(async () => await bob.ForgetUserAsync("ann"), Throws.TypeOf<MosaicException>());
        Assert.That(() => bob.ForUser("ann"), Throws.TypeOf<MosaicException>());
        Assert.That(await Memory.SearchAsync("x", 10, new SearchFilter { AllUsers = true }), Is.Empty);

        await bob.ForUser("bob").Insights.StoreAsync(new NewInsight { Id = "mine", UserId = "bob", Content = "bees" });
        Assert.That((await bob.SearchAsync("bees")).Select(static hit => hit.Id), Is.EqualTo(new[] { "mine" }));
        Assert.That((await bob.SearchAsync("bees", 10, new SearchFilter { AllUsers = true })).Select(static hit => hit.Id), Is.EqualTo(new[] { "mine" }));
    }

    [Test]
    public async Task A_store_that_requires_users_refuses_a_search_without_one()
    {
        await using var store = await OpenAsync(new MosaicOptions { RequireUser = true, TimeProvider = Clock });
        await store.Memory.Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "bees" });

        Assert.That(async () => await store.Memory.SearchAsync("bees"), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await store.Memory.SearchAsync("bees", 10, new SearchFilter { SessionId = "s" }), Throws.InstanceOf<ArgumentException>());
        Assert.That(await store.Memory.SearchAsync("bees", 10, new SearchFilter { UserId = "ann" }), Has.Count.EqualTo(1));
        Assert.That(await store.Memory.SearchAsync("bees", 10, new SearchFilter { AllUsers = true }), Has.Count.EqualTo(1));
        Assert.That(await store.Memory.ForUser("ann").SearchAsync("bees"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_store_that_requires_users_refuses_calls_by_id_alone()
    {
        await using var store = await OpenAsync(new MosaicOptions { RequireUser = true, TimeProvider = Clock });
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "i", UserId = "ann", Content = "bees" });
        var turn = await store.Memory.Sessions.AppendAsync(new SessionTurn { SessionId = "s", UserId = "ann", Speaker = "Ann", Content = "bees" });

        await Assert.ThrowsAsync<MosaicException>(async () => await store.Memory.Insights.GetAsync("i"));
        await Assert.ThrowsAsync<MosaicException>(async () => await store.Memory.Insights.DeleteAsync("i"));
        await Assert.ThrowsAsync<MosaicException>(async () => await ToListAsync(store.Memory.Sessions.ReadAsync("s")));
        await Assert.ThrowsAsync<MosaicException>(async () => await store.Memory.Sessions.GetTurnAsync(turn));
        await Assert.ThrowsAsync<MosaicException>(async () => await ToListAsync(store.Memory.Sessions.GetRecentAsync(TimeSpan.FromDays(1))));
        await Assert.ThrowsAsync<MosaicException>(async () => await store.Memory.Sessions.ArchiveAsync("s"));
        var ann = store.Memory.ForUser("ann");
        Assert.That(await ann.Insights.GetAsync("i"), Is.Not.Null);
        Assert.That(await ToListAsync(ann.Sessions.ReadAsync("s")), Has.Count.EqualTo(1));
        Assert.That((await ann.Sessions.GetTurnAsync(turn))!.Content, Is.EqualTo("bees"));
    }

    [Test]
    public async Task A_forgotten_user_leaves_nothing_that_can_be_read_or_found()
    {
        foreach (var user in new[] { "ann", "anna" })
        {
            await Memory.Insights.StoreManyAsync(Enumerable.Range(0, 450).Select(i => new NewInsight
            {
                Id = $"{user}{i}", UserId = user, Content = $"bees {i}", Embedding = i % 3 == 0 ? new float[] { 1, 2, 3 } : default(ReadOnlyMemory<float>?),
            }));
            await Memory.Sessions.AppendManyAsync(Enumerable.Range(0, 700).Select(i => new SessionTurn
            {
                Id = $"{user}-t{i}", SessionId = $"{user}-s{i % 2}", UserId = user, Speaker = "x", Content = $"bees {i}",
            }));
            for (var i = 0; i < 20; i++)
            {
                await Memory.Preferences.SetAsync(user, $"key{i}", i);
            }
        }

        var report = await Memory.ForgetUserAsync("ann");

        Assert.That((report.Preferences, report.Insights, report.Turns, report.Vectors), Is.EqualTo((20L, 450L, 700L, 150L)));
        Assert.That(report.NotReached, Is.Not.Empty);
        Assert.That(await Memory.Insights.GetAsync("ann7"), Is.Null);
        Assert.That(await ToListAsync(Memory.Sessions.ReadAsync("ann-s0")), Is.Empty);
        Assert.That(await ToListAsync(Memory.Preferences.ListAsync("ann")), Is.Empty);
        Assert.That((await ToListAsync(Memory.Sessions.GetRecentAsync(TimeSpan.FromDays(1)))).Select(static session => session.UserId), Is.All.EqualTo("anna"));
        var left = await Memory.SearchAsync("bees", 10_000, new SearchFilter { AllUsers = true });
        Assert.That(left, Has.Count.EqualTo(1150));
        Assert.That(left.Select(static hit => hit.Id), Is.All.StartsWith("anna"));
        Assert.That(await Memory.SearchAsync("bees", 10, new SearchFilter { UserId = "ann" }), Is.Empty);

        var again = await Memory.ForgetUserAsync("ann");
        Assert.That((again.Preferences, again.Insights, again.Turns, again.Vectors), Is.EqualTo((0L, 0L, 0L, 0L)));
        await Memory.Sessions.AppendAsync(new SessionTurn { Id = "ann-t0", SessionId = "ann-s0", UserId = "bob", Speaker = "x", Content = "The ids are free again." });
    }
}
