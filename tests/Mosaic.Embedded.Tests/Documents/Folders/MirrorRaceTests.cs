using System.Diagnostics;
using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>Edits on one side while the mirror brings the other's there.</summary>
public sealed class MirrorRaceTests : FolderFixture
{
    [Test]
    public async Task A_file_edited_after_it_was_compared_is_not_deleted()
    {
        Write("n/a.md", "start");
        await using var folder = await OpenAsync();
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        await SyncAsync(folder, engine);
        await engine.Documents.DeleteAsync("n", "a");

        using var mirror = new FolderMirror(folder, OnceCompared(engine, () => File.WriteAllTextAsync(Full("n/a.md"), "an edit")));
        await mirror.SyncAsync();

        Assert.That(Text("n/a.md"), Is.EqualTo("an edit"));
        Assert.That((await engine.Documents.ReadAsync<JsonElement>("n", "a")).GetProperty("body").GetString(), Is.EqualTo("an edit"));
        Assert.That(await mirror.SyncAsync(), Is.EqualTo(new MirrorReport(0, 0, 0)));
    }

    [Test]
    public async Task A_file_edited_while_it_is_deleted_stays()
    {
        Write("n/a.json", """{"v":1}""");
        var clock = new ActingClock(Root);
        await using var folder = await OpenAsync(set: options => options.TimeProvider = clock);
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        var compared = new WriteOptions { ExpectedVersion = (await folder.GetAsync<JsonElement>("n", "a"))!.Version };

        clock.OnceAsked(() => Write("n/a.json", """{"v":2}"""));
        await Assert.ThrowsAsync<ConflictException>(async () => await folder.DeleteAsync("n", "a", compared, default));

        Assert.That(Text("n/a.json"), Is.EqualTo("""{"v":2}"""));
        Assert.That((await folder.ReadAsync<JsonElement>("n", "a")).GetProperty("v").GetInt32(), Is.EqualTo(2));
        Assert.That(Directory.GetFileSystemEntries(Full("n")), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_document_edited_after_it_was_compared_is_not_deleted()
    {
        Write("n/a.md", "start");
        await using var folder = await OpenAsync();
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        await SyncAsync(folder, engine);
        File.Delete(Full("n/a.md"));

        using var mirror = new FolderMirror(folder, OnceCompared(engine, () => engine.Documents.UpdateAsync<JsonElement>("n", "a", new { edited = 1 }).AsTask()));
        await mirror.SyncAsync();

        Assert.That(Text("n/a.md"), Is.EqualTo("---\nedited: 1\n---\nstart"));
        Assert.That((await engine.Documents.ReadAsync<JsonElement>("n", "a")).GetProperty("edited").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_file_that_was_deleted_and_made_anew_after_it_was_compared_is_kept()
    {
        Write("n/a.json", """{"v":"first"}""");
        await using var folder = await OpenAsync(FolderFormat.Json);
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        await SyncAsync(folder, engine);
        await engine.Documents.PutJsonAsync("n", "a", """{"v":"in the store"}"""u8.ToArray());

        using var mirror = new FolderMirror(folder, OnceCompared(engine, async () =>
        {
            File.Delete(Full("n/a.json"));
            await folder.RefreshAsync();
            Write("n/a.json", """{"v":"anew"}""");
            await folder.RefreshAsync();
        }));
        Assert.That((await mirror.SyncAsync()).Clashes, Is.EqualTo(1));

        Assert.That(Directory.GetFiles(Full("n")).Select(File.ReadAllText), Is.EquivalentTo(new[] { """{"v":"anew"}""", """{"v":"in the store"}""" }));
    }

    [Test]
    public async Task A_document_that_was_deleted_and_made_anew_after_it_was_compared_is_kept()
    {
        Write("n/a.json", """{"v":"first"}""");
        await using var folder = await OpenAsync(FolderFormat.Json);
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        await SyncAsync(folder, engine);
        Write("n/a.json", """{"v":"in the file"}""");

        using var mirror = new FolderMirror(folder, OnceCompared(engine, async () =>
        {
            await engine.Documents.DeleteAsync("n", "a");
            await engine.Documents.PutJsonAsync("n", "a", """{"v":"anew"}"""u8.ToArray());
        }));
        Assert.That((await mirror.SyncAsync()).Clashes, Is.EqualTo(1));

        Assert.That(Directory.GetFiles(Full("n")).Select(File.ReadAllText), Is.EquivalentTo(new[] { """{"v":"anew"}""", """{"v":"in the file"}""" }));
    }

    [TestCase(FolderFormat.Markdown, MirrorClash.FileWins)]
    [TestCase(FolderFormat.Markdown, MirrorClash.StoreWins)]
    [TestCase(FolderFormat.Json, MirrorClash.FileWins)]
    [TestCase(FolderFormat.Json, MirrorClash.StoreWins)]
    public async Task What_was_written_into_a_file_beside_an_update_of_its_document_is_found_afterwards(FolderFormat format, MirrorClash clash)
    {
        const int notes = 40;
        var extension = format == FolderFormat.Markdown ? "md" : "json";
        for (var i = 0; i < notes; i++)
        {
            Write($"n/{i}.{extension}", format == FolderFormat.Markdown ? $"---\nst: start\n---\nstart {i}\n" : $$"""{"st":"start","body":"start {{i}}"}""");
        }

        await using var folder = await OpenAsync(format, watch: true);
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        using var mirror = new FolderMirror(folder, engine, new FolderMirrorOptions { Clash = clash });
        await mirror.SyncAsync();
        using var ending = new CancellationTokenSource();
        var running = mirror.RunAsync(ending.Token);
        var random = new Random(9);
        for (var i = 0; i < notes; i++)
        {
            var (fileWaits, delay) = (random.Next(2) == 0, TimeSpan.FromMicroseconds(random.Next(12_000)));
            var writing = Task.Run(() =>
            {
                Wait(fileWaits ? delay : default);
                Write(".new", format == FolderFormat.Markdown ? $"---\nst: start\n---\nfile {i}.\n" : $$"""{"st":"start","body":"file {{i}}."}""");
                File.Move(Full(".new"), Full($"n/{i}.{extension}"), overwrite: true);
            });
            Wait(fileWaits ? default : delay);
            await engine.Documents.UpdateAsync<JsonElement>("n", $"{i}", new { st = $"store {i}." });
            await writing;
        }

        Assert.That(running.IsCompleted, Is.False, running.Exception?.ToString());
        await ending.CancelAsync();
        Assert.That(async () => await new ValueTask(running), Throws.InstanceOf<OperationCanceledException>());
        await mirror.SyncAsync();
        var files = string.Concat(Directory.GetFiles(Full("n")).Select(File.ReadAllText));
        var documents = string.Concat(await engine.Documents.FindAsync<JsonElement>("n").Select(static it => it.GetRawText()).ToListAsync());
        for (var i = 0; i < notes; i++)
        {
            Assert.That(files, Does.Contain($"file {i}."));
            Assert.That(documents, Does.Contain($"file {i}."));
        }
    }

    private static void Wait(TimeSpan time)
    {
        for (var spent = Stopwatch.StartNew(); spent.Elapsed < time;)
        {
            Thread.SpinWait(20);
        }
    }

    private static async Task SyncAsync(FolderDocumentStore folder, IMosaic engine)
    {
        using var mirror = new FolderMirror(folder, engine);
        await mirror.SyncAsync();
    }

    /// <summary>Does something once both sides are read: the mirror's note of them comes last.</summary>
    private static IMosaic OnceCompared(MosaicEngine engine, Func<Task> act)
    {
        Func<Task>? next = act;
        var documents = Interceptor.Around(engine.Documents, (method, arguments) =>
            method.Name == nameof(IDocumentStore.GetJsonAsync) && Equals(arguments[0], "$mirror") && Interlocked.Exchange(ref next, null) is { } once
                ? Boxed(ActAsync(once, (string)arguments[1]!))
                : null);
        return Interceptor.Around<IMosaic>(engine, (method, _) => method.Name == "get_Documents" ? documents : null);

        static object Boxed(ValueTask<ReadOnlyMemory<byte>?> answer) => answer;

        async ValueTask<ReadOnlyMemory<byte>?> ActAsync(Func<Task> once, string id)
        {
            await once();
            return await engine.Documents.GetJsonAsync("$mirror", id);
        }
    }
}
