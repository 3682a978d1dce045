using System.Runtime.Versioning;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>Folders that are not there, or cannot be read, and what a store keeps of them.</summary>
public sealed class MirrorMissingTests : FolderFixture
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task A_folder_that_is_missing_deletes_nothing_in_the_store(bool whileOpen)
    {
        Write("n/a.md", "one");
        Write("n/b.md", "two");
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        var folder = await OpenAsync();
        await SyncAsync(folder, engine);
        if (!whileOpen)
        {
            await folder.DisposeAsync();
        }

        Directory.Move(Root, Root + ".away");
        folder = whileOpen ? folder : await OpenAsync(); // creates it
        await Assert.ThrowsAsync<MosaicException>(() => SyncAsync(folder, engine));
        Directory.CreateDirectory(Root);
        await Assert.ThrowsAsync<MosaicException>(() => SyncAsync(folder, engine));
        Assert.That(await engine.Documents.CountAsync("n"), Is.EqualTo(2));

        Directory.Delete(Root);
        Directory.Move(Root + ".away", Root);
        Assert.That(await SyncAsync(folder, engine), Is.EqualTo(new MirrorReport(0, 0, 0)));
        await folder.DisposeAsync();
    }

    [Test]
    public async Task The_loss_of_all_documents_can_be_accepted()
    {
        Write("n/a.md", "one");
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        await using var folder = await OpenAsync();
        await SyncAsync(folder, engine);

        Directory.Delete(Root, recursive: true);
        Directory.CreateDirectory(Root);
        Assert.That(await SyncAsync(folder, engine, new FolderMirrorOptions { AllowEmptyFolder = true }), Is.EqualTo(new MirrorReport(1, 0, 0)));
        Assert.That(await engine.Documents.CountAsync("n"), Is.Zero);
    }

    [Test]
    public async Task The_last_document_can_be_deleted()
    {
        Write("n/a.md", "one");
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        await using var folder = await OpenAsync();
        await SyncAsync(folder, engine);

        File.Delete(Full("n/a.md"));
        Assert.That(await SyncAsync(folder, engine), Is.EqualTo(new MirrorReport(1, 0, 0)));
        Assert.That(await engine.Documents.CountAsync("n"), Is.Zero);
    }

    [Test]
    public async Task A_read_or_a_write_in_a_folder_that_is_gone_throws_and_changes_nothing()
    {
        Write("n/a.md", "one");
        await using var folder = await OpenAsync();
        Directory.Move(Root, Root + ".away");

        await Assert.ThrowsAsync<DirectoryNotFoundException>(async () => await folder.GetJsonAsync("n", "a"));
        await Assert.ThrowsAsync<DirectoryNotFoundException>(async () => await folder.PutJsonAsync("n", "b", "{}"u8.ToArray()));

        Assert.That(Directory.Exists(Root), Is.False);
        Assert.That(await folder.CountAsync("n"), Is.EqualTo(1));
    }

    [Test]
    public async Task What_cannot_be_read_stays_as_it_was_known()
    {
        Write("n/a.json", """{"v":1}""");
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        await using var folder = await OpenAsync();
        await SyncAsync(folder, engine);

        Write("n/a.json", """{"v":22}""");
        Write("n/b.json", """{"v":3}""");
        await using (File.Open(Full("n/a.json"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        await using (File.Open(Full("n/b.json"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            await SyncAsync(folder, engine);
            Assert.That(folder.Problems.Select(static problem => problem.Path), Is.EqualTo(new[] { "n/a.json", "n/b.json" }));
            Assert.That(await folder.CountAsync("n", Filter.Eq("v", 1)), Is.EqualTo(1));
            Assert.That(await folder.CountAsync("n"), Is.EqualTo(1));
            Assert.That(await engine.Documents.CountAsync("n", Filter.Eq("v", 1)), Is.EqualTo(1));
        }

        await SyncAsync(folder, engine);
        Assert.That(folder.Problems, Is.Empty);
        Assert.That(await engine.Documents.CountAsync("n", Filter.In("v", 22, 3)), Is.EqualTo(2));
    }

    [Test]
    public async Task A_folder_that_cannot_be_listed_keeps_its_documents()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Everything can be read here.");
            return;
        }

        Write("n/a.md", "one");
        Write("k/b.md", "two");
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        await using var folder = await OpenAsync();
        await SyncAsync(folder, engine);

        File.SetUnixFileMode(Full("n"), UnixFileMode.None);
        try
        {
            await SyncAsync(folder, engine);
            await folder.GetJsonAsync("n", "a");
            await SyncAsync(folder, engine);
            Assert.That(folder.Problems.Select(static problem => problem.Path), Is.EqualTo(new[] { "n/a.md" }));
            Assert.That(await folder.CountAsync("n"), Is.EqualTo(1));
            Assert.That(await engine.Documents.CountAsync("n"), Is.EqualTo(1));
        }
        finally
        {
            File.SetUnixFileMode(Full("n"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await SyncAsync(folder, engine);
        Assert.That(folder.Problems, Is.Empty);
    }

    [TestCase(UnixFileMode.UserExecute)]
    [TestCase(UnixFileMode.None)]
    [Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public async Task A_folder_that_cannot_be_listed_itself_keeps_its_documents(UnixFileMode mode)
    {
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Everything can be read here.");
            return;
        }

        Write("a.md", "one");
        Write("k/b.md", "two");
        await using var engine = await MosaicEngine.OpenInMemoryAsync();
        await using var folder = await OpenAsync();
        await SyncAsync(folder, engine);

        File.SetUnixFileMode(Root, mode);
        try
        {
            using var mirror = new FolderMirror(folder, engine);
            try
            {
                await mirror.SyncAsync();
            }
            catch (MosaicException)
            {
                // nothing of it can be seen
            }
        }
        finally
        {
            File.SetUnixFileMode(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Assert.That(await engine.Documents.CountAsync(".") + await engine.Documents.CountAsync("k"), Is.EqualTo(2));
        await SyncAsync(folder, engine);
        Assert.That(folder.Problems, Is.Empty);
        Assert.That(await folder.CountAsync(".") + await folder.CountAsync("k"), Is.EqualTo(2));
    }

    private static async Task<MirrorReport> SyncAsync(FolderDocumentStore folder, IMosaic engine, FolderMirrorOptions? options = null)
    {
        using var mirror = new FolderMirror(folder, engine, options);
        return await mirror.SyncAsync();
    }
}
