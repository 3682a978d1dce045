using System.Diagnostics;
using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>Edits from outside while a write to the same file is under way.</summary>
public sealed class FolderEditRaceTests : FolderFixture
{
    [TestCase("a.md", "---\nx: 1\n---\nstart", "---\nx: 2\n---\nthe edit", "---\nx: 2\nst: 1\n---\nthe edit")]
    [TestCase("a.json", """{"x":1}""", """{"x":2}""", """{"x":2,"st":1}""")] // the same length
    public async Task An_update_applies_to_an_edit_made_after_it_was_planned(string name, string before, string edit, string after)
    {
        Write($"n/{name}", before);
        var clock = new ActingClock(Root);
        await using var folder = await OpenAsync(set: options => options.TimeProvider = clock);

        clock.OnceStaged(() => Write($"n/{name}", edit));
        await folder.UpdateAsync<JsonElement>("n", "a", new { st = 1 });

        Assert.That(Text($"n/{name}"), Is.EqualTo(after));
        Assert.That((await folder.ReadAsync<JsonElement>("n", "a")).GetProperty("x").GetInt32(), Is.EqualTo(2));
        Assert.That(await folder.RefreshAsync(), Is.Zero);
    }

    [Test]
    public async Task An_update_applies_to_an_edit_made_while_its_file_is_prepared()
    {
        Write("n/a.md", "start");
        var edit = default(Action);
        await using var folder = await OpenAsync(set: options => options.ComputedFields.Add(_ => Interlocked.Exchange(ref edit, null)?.Invoke()));

        edit = () => Write("n/a.md", "edit!");
        await folder.UpdateAsync<JsonElement>("n", "a", new { st = 1 });

        Assert.That(Text("n/a.md"), Is.EqualTo("---\nst: 1\n---\nedit!"));
    }

    [Test]
    public async Task An_opening_that_is_refused_leaves_what_is_being_written()
    {
        Write("n/a.json", """{"x":1}""");
        var clock = new ActingClock(Root);
        await using var folder = await OpenAsync(set: options => options.TimeProvider = clock);
        var (before, after) = (0, 0);

        clock.OnceStaged(() =>
        {
            before = Directory.GetFiles(Full("n")).Length;
            Assert.That(async () => await OpenAsync(), Throws.InstanceOf<StoreLockedException>());
            after = Directory.GetFiles(Full("n")).Length;
        });
        await folder.UpdateAsync<JsonElement>("n", "a", new { st = 1 });

        Assert.That((before, after), Is.EqualTo((2, 2)));
        Assert.That(Text("n/a.json"), Is.EqualTo("""{"x":1,"st":1}"""));
    }

    [Test]
    public async Task A_put_that_expects_a_version_conflicts_with_an_edit_and_a_plain_one_replaces_it()
    {
        Write("n/a.json", """{"x":1}""");
        var clock = new ActingClock(Root);
        await using var folder = await OpenAsync(set: options => options.TimeProvider = clock);
        var version = (await folder.GetAsync<JsonElement>("n", "a"))!.Version;

        clock.OnceStaged(() => Write("n/a.json", """{"x":2}"""));
        await Assert.ThrowsAsync<ConflictException>(async () => await folder.PutJsonAsync("n", "a", "{}"u8.ToArray(), new WriteOptions { ExpectedVersion = version }));
        Assert.That(Text("n/a.json"), Is.EqualTo("""{"x":2}"""));
        Assert.That((await folder.ReadAsync<JsonElement>("n", "a")).GetProperty("x").GetInt32(), Is.EqualTo(2));

        clock.OnceStaged(() => Write("n/a.json", """{"x":3}"""));
        await folder.PutJsonAsync("n", "a", """{"x":4}"""u8.ToArray());
        Assert.That(Text("n/a.json"), Is.EqualTo("""{"x":4}"""));
        Assert.That(Directory.GetFiles(Full("n")), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_file_that_appears_where_a_document_is_created_stays()
    {
        Directory.CreateDirectory(Full("n"));
        var clock = new ActingClock(Root);
        await using var folder = await OpenAsync(FolderFormat.Json, set: options => options.TimeProvider = clock);

        clock.OnceStaged(() => Write("n/a.json", """{"x":2}"""));
        await Assert.ThrowsAsync<DuplicateKeyException>(async () => await folder.CreateAsync("n", "a", new { x = 1 }));

        Assert.That(Text("n/a.json"), Is.EqualTo("""{"x":2}"""));
        Assert.That((await folder.ReadAsync<JsonElement>("n", "a")).GetProperty("x").GetInt32(), Is.EqualTo(2));
    }

    [Test]
    public async Task Many_are_written_and_the_edited_of_them_anew()
    {
        for (var i = 0; i < 30; i++)
        {
            Write($"n/{i:D2}.json", """{"v":1}""");
        }

        var clock = new ActingClock(Root);
        await using var folder = await OpenAsync(set: options => options.TimeProvider = clock);
        clock.OnceStaged(() =>
        {
            Write("n/07.json", """{"v":1,"mine":true}""");
            Write("n/29.json", """{"v":2}""");
            File.Delete(Full("n/11.json"));
        });

        Assert.That(await folder.UpdateManyAsync("n", Filter.Eq("v", 1), new { st = 1 }), Is.EqualTo(28));

        Assert.That(Text("n/07.json"), Is.EqualTo("""{"v":1,"mine":true,"st":1}"""));
        Assert.That(Text("n/29.json"), Is.EqualTo("""{"v":2}"""));
        Assert.That(File.Exists(Full("n/11.json")), Is.False);
        Assert.That(Text("n/28.json"), Is.EqualTo("""{"v":1,"st":1}"""));
        Assert.That(await folder.CountAsync("n", Filter.Eq("st", 1)), Is.EqualTo(28));
    }

    [Test]
    public async Task Deleting_by_filter_keeps_what_an_edit_takes_out_of_it()
    {
        Write("n/a.json", """{"v":1}""");
        Write("n/b.json", """{"v":1}""");
        var clock = new ActingClock(Root);
        await using var folder = await OpenAsync(set: options => options.TimeProvider = clock);

        clock.OnceStaged(() => Write("n/a.json", """{"v":2}"""));
        await folder.UpdateAsync<JsonElement>("n", "b", new { w = 1 });
        Write("n/a.json", """{"v":3}""");
        Assert.That(await folder.DeleteManyAsync("n", Filter.Eq("v", 1)), Is.EqualTo(1));

        Assert.That(Text("n/a.json"), Is.EqualTo("""{"v":3}"""));
        Assert.That(File.Exists(Full("n/b.json")), Is.False);
        Assert.That(Directory.GetFileSystemEntries(Full("n")), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task An_edit_is_kept_that_a_document_expires_beside()
    {
        await using var folder = await OpenAsync(FolderFormat.Json);
        await folder.PutJsonAsync("n", "a", """{"v":1}"""u8.ToArray(), new WriteOptions { Upsert = true, ExpiresAt = DateTimeOffset.UtcNow.AddHours(-1) });
        Write("n/a.json", """{"v":"mine"}""");
        await folder.RefreshAsync();

        Assert.That(Text("n/a.json"), Is.EqualTo("""{"v":"mine"}"""));
        Assert.That(await folder.CountAsync("n"), Is.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    [Platform(Exclude = "Win")]
    public async Task What_becomes_a_link_once_a_write_is_planned_is_not_followed(bool isDeleted)
    {
        Write("n/a.json", """{"x":1}""");
        var clock = new ActingClock(Root);
        await using var folder = await OpenAsync(set: options => options.TimeProvider = clock);
        var outside = Directory.CreateTempSubdirectory("mosaic-outside-");
        try
        {
            var moved = Path.Combine(outside.FullName, "n");
            Action link = () =>
            {
                Directory.Move(Full("n"), moved);
                Directory.CreateSymbolicLink(Full("n"), moved);
            };
            if (isDeleted)
            {
                clock.OnceAsked(link);
                try
                {
                    await folder.DeleteAsync("n", "a");
                }
                catch (InvalidDocumentException)
                {
                    // refused; or there was no document any more
                }
            }
            else
            {
                clock.OnceStaged(link);
                await Assert.ThrowsAsync<InvalidDocumentException>(async () => await folder.PutJsonAsync("n", "a", """{"x":2}"""u8.ToArray()));
            }

            Assert.That(await File.ReadAllTextAsync(Path.Combine(moved, "a.json")), Is.EqualTo("""{"x":1}"""));
            Assert.That(await folder.GetJsonAsync("n", "a"), Is.Null);
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Test]
    public async Task An_update_waits_for_a_file_that_is_half_written()
    {
        Write("n/a.json", """{"x":1}""");
        await using var folder = await OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            Write("n/a.json", """{"x":1}""");
            await folder.RefreshAsync();
            Task<JsonElement> updating;
            using (var stream = new FileStream(Full("n/a.json"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1))
            {
                stream.Write("{\"x\":"u8);
                updating = Task.Run(async () => await folder.UpdateAsync<JsonElement>("n", "a", new { st = i }));
                SpinWait.SpinUntil(() => i % 2 == 0 || folder.Problems.Count > 0 || updating.IsCompleted);
                stream.Write("2}"u8);
            }

            await updating;
            Assert.That(Text("n/a.json"), Is.EqualTo($$"""{"x":2,"st":{{i}}}"""));
        }
    }

    [Test]
    public async Task Lines_appended_at_any_time_beside_updates_are_kept()
    {
        Write("n/a.md", "start\n");
        await using var folder = await OpenAsync(set: static options => options.Durability = Durability.Full);
        var random = new Random(7);
        for (var i = 0; i < 150; i++)
        {
            var delay = TimeSpan.FromMicroseconds(random.Next(6000));
            var updating = Task.Run(async () => await folder.UpdateAsync<JsonElement>("n", "a", new { c = i }));
            for (var spent = Stopwatch.StartNew(); spent.Elapsed < delay;)
            {
                Thread.SpinWait(20);
            }

            await File.AppendAllTextAsync(Full("n/a.md"), $"line {i}\n");
            await updating;
            Assert.That(Text("n/a.md"), Does.Contain($"c: {i}\n").And.Contains($"line {i}\n"));
        }

        Assert.That(Directory.GetFiles(Full("n")), Has.Length.EqualTo(1));
    }
}
