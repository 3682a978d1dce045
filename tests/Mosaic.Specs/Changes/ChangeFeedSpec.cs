using NUnit.Framework;

namespace Mosaic.Specs;

/// <summary>The change feed: what is kept first, then live, in order and without holes.</summary>
public abstract class ChangeFeedSpec : MosaicSpec
{
    [Test]
    public async Task Changes_come_in_the_order_of_commits_with_what_they_did()
    {
        await Documents.CreateAsync("notes", new Note { Id = "a" });
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Documents.PutAsync("notes", "a", new Note { Rank = 2 }, new WriteOptions());
        await Documents.CreateAsync("other", new Note { Id = "b" });
        await Documents.DeleteAsync("notes", "a");

        var changes = await Take(null, 4);

        Assert.That(
            changes.Select(static change => (change.Collection, change.Id, change.Version, change.Operation)),
            Is.EqualTo(new[] { ("notes", "a", 1L, ChangeOperation.Put), ("notes", "a", 2L, ChangeOperation.Put), ("other", "b", 1L, ChangeOperation.Put), ("notes", "a", 2L, ChangeOperation.Delete) }));
        Assert.That(changes[1].At, Is.EqualTo(Clock.GetUtcNow()));
        Assert.That(changes[1].At - changes[0].At, Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task Cursors_are_all_different_and_each_resumes_behind_its_change()
    {
        await Documents.CreateManyAsync("notes", Enumerable.Range(0, 5).Select(static i => new Note { Id = $"a{i}" }));
        await Documents.CreateManyAsync("notes", Enumerable.Range(0, 5).Select(static i => new Note { Id = $"b{i}" }));
        var all = await Take(null, 10);

        Assert.That(all.Select(static change => change.Cursor), Is.Unique);
        for (var i = 0; i < 9; i++)
        {
            // A cursor in the middle of a unit resumes in the middle of it.
            Assert.That(await Take(all[i].Cursor, 9 - i), Is.EqualTo(all[(i + 1)..]));
        }
    }

    [Test]
    public async Task Changes_after_the_end_come_live()
    {
        await Documents.CreateAsync("notes", new Note { Id = "a" });
        using var patience = new CancellationTokenSource(Patience);
        await using var feed = DocumentChanges(null, patience.Token).GetAsyncEnumerator(patience.Token);
        Assert.That(await feed.MoveNextAsync(), Is.True);
        for (var i = 0; i < 5; i++)
        {
            var next = feed.MoveNextAsync();
            Assert.That(next.IsCompleted, Is.False);
            await Documents.CreateAsync("notes", new Note { Id = $"live{i}" });
            Assert.That(await next, Is.True);
            Assert.That(feed.Current.Id, Is.EqualTo($"live{i}"));
        }
    }

    [Test]
    public async Task The_head_is_behind_everything_that_was_acknowledged_before_it_was_asked()
    {
        await Documents.CreateAsync("notes", new Note { Id = "before" });
        var head = await Store.Changes.GetHeadAsync();
        await Documents.CreateAsync("notes", new Note { Id = "after" });

        Assert.That((await Take(head, 1))[0].Id, Is.EqualTo("after"));
    }

    [Test]
    public async Task The_head_of_an_empty_store_is_a_cursor()
    {
        var head = await Store.Changes.GetHeadAsync();
        await Documents.CreateAsync("notes", new Note { Id = "first" });

        Assert.That((await Take(head, 1))[0].Id, Is.EqualTo("first"));
    }

    [Test]
    public async Task Followers_beside_writers_see_every_change_once_and_each_document_in_order()
    {
        const int writers = 8, each = 100;
        using var patience = new CancellationTokenSource(Patience);
        var followers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => TakeDocuments(null, writers * each, patience.Token))).ToList();

        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
            {
                await Documents.PutAsync("notes", $"w{writer}", new Note { Rank = i }, new WriteOptions { Upsert = true });
            }
        })));

        var seen = await Task.WhenAll(followers);
        Assert.That(seen[1], Is.EqualTo(seen[0]));
        Assert.That(seen[2], Is.EqualTo(seen[0]));
        foreach (var document in seen[0].GroupBy(static change => change.Id))
        {
            Assert.That(document.Select(static change => change.Version), Is.EqualTo(Enumerable.Range(1, each).Select(static version => (long)version)));
        }
    }

    [Test]
    public async Task What_the_feed_tells_can_be_read()
    {
        using var patience = new CancellationTokenSource(Patience);
        var follower = Task.Run(async () =>
        {
            var count = 0;
            await foreach (var change in DocumentChanges(null, patience.Token))
            {
                Assert.That(await Documents.ReadAsync<Note>("notes", change.Id, patience.Token), Is.Not.Null);
                if (++count == 300)
                {
                    return;
                }
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(() => Documents.CreateAsync("notes", new Note { Id = $"n{i}" }).AsTask())));

        await follower;
    }

    [Test]
    public async Task What_was_not_written_is_not_told()
    {
        await Documents.CreateAsync("notes", new Note { Id = "a" });
        Assert.That(async () => await Documents.CreateAsync("notes", new Note { Id = "a" }), Throws.TypeOf<DuplicateKeyException>());
        await Documents.DeleteAsync("notes", "none");
        await Documents.CreateAsync("notes", new Note { Id = "b" });

        Assert.That((await Take(null, 2)).Select(static change => change.Id), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task A_cursor_of_another_store_is_FeedTrimmed()
    {
        await using var other = await OpenAsync();
        await other.Documents.CreateAsync("notes", new Note());
        var foreign = await other.Changes.GetHeadAsync();

        Assert.That(async () => await Take(foreign, 1), Throws.TypeOf<FeedTrimmedException>());
    }

    [TestCase("")]
    [TestCase("nonsense")]
    [TestCase("1.2.3.4")]
    public void What_is_no_cursor_is_refused(string cursor) =>
        Assert.That(async () => await Take(cursor, 1), Throws.InstanceOf<ArgumentException>());

    [Test]
    public async Task A_cancelled_token_ends_a_waiting_feed()
    {
        using var cancel = new CancellationTokenSource();
        await using var feed = Store.Changes.ReadAsync(null, cancel.Token).GetAsyncEnumerator(cancel.Token);
        var next = feed.MoveNextAsync();
        await cancel.CancelAsync();

        Assert.That(async () => await next.AsTask().WaitAsync(Patience), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Dispose_ends_waiting_feeds()
    {
        await using var feed = Store.Changes.ReadAsync().GetAsyncEnumerator();
        var next = feed.MoveNextAsync().AsTask();

        await Store.DisposeAsync();

        Assert.That(await next.WaitAsync(Patience), Is.False);
    }

    private async Task<List<Change>> Take(string? cursor, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await TakeDocuments(cursor, count, patience.Token);
    }

    private async Task<List<Change>> TakeDocuments(string? cursor, int count, CancellationToken cancellationToken)
    {
        var changes = new List<Change>();
        if (count == 0)
        {
            return changes;
        }

        await foreach (var change in DocumentChanges(cursor, cancellationToken))
        {
            changes.Add(change);
            if (changes.Count == count)
            {
                break;
            }
        }

        return changes;
    }

    private async IAsyncEnumerable<Change> DocumentChanges(string? cursor, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var change in Store.Changes.ReadAsync(cursor, cancellationToken))
        {
            if (change.Kind == "document")
            {
                yield return change;
            }
        }
    }
}
